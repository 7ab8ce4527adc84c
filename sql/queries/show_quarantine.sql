-- Records in quarantine; one that a repeated batch wrote twice is shown once.
-- parameters: project String; model String (empty for any); states Array(String): codes; from, to Int64: received;
--   limit UInt32
-- key: project, received_at
-- rows: at most limit, newest first
SELECT
    quarantine_id, received_at, kind, source, topic, log_partition, log_offset, line, model, code, path, reason, raw,
    raw_bytes
FROM quarantine
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, code))
    AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY received_at DESC, quarantine_id
LIMIT 1 BY quarantine_id
LIMIT {limit:UInt32}
