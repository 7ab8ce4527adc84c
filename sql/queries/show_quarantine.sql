-- Records in quarantine; one that a repeated batch wrote twice is shown once. Of a record that was tried again and is
-- still refused the newest reason is shown; one that has landed has replayed_at.
-- parameters: project String; quarantine_id String (empty for any); model String (empty for any);
--   states Array(String): codes; from, to Int64: received; limit UInt32
-- key: project, received_at
-- rows: at most limit, newest first
SELECT
    q.quarantine_id AS quarantine_id, received_at, kind, source, topic, log_partition, log_offset, line, model,
    if(r.code != '', r.code, q.code) AS code, if(r.code != '', r.path, q.path) AS path,
    if(r.code != '', r.reason, q.reason) AS reason, raw, raw_bytes,
    if(r.quarantine_id != '' AND r.code = '', r.replayed_at, NULL) AS replayed_at
FROM quarantine AS q
LEFT JOIN
(
    SELECT quarantine_id, replayed_at, code, path, reason
    FROM quarantine_replays FINAL
    WHERE project = {project:String}
) AS r ON r.quarantine_id = q.quarantine_id
WHERE project = {project:String}
    AND ({quarantine_id:String} = '' OR q.quarantine_id = {quarantine_id:String})
    AND ({model:String} = '' OR model = {model:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, if(r.code != '', r.code, q.code)))
    AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY received_at DESC, quarantine_id
LIMIT 1 BY quarantine_id
LIMIT {limit:UInt32}
