-- Records in quarantine with their newest reason; one that has landed has replayed_at.
-- parameters: project String; quarantine_id String (empty for any); model String (empty for any);
--   states Array(String): codes; from, to Int64: received; limit UInt32
-- key: project, received_at
-- rows: at most limit, newest first
SELECT * EXCEPT (project)
FROM quarantine_log
WHERE project = {project:String}
    AND ({quarantine_id:String} = '' OR quarantine_id = {quarantine_id:String})
    AND ({model:String} = '' OR model = {model:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, code))
    AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY received_at DESC, quarantine_id
LIMIT {limit:UInt32}
