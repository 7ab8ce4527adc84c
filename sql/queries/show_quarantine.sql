-- Records that were refused after they had been taken, newest first.
-- parameters: project, model (empty for all), states (codes; empty for all), from and to (received), limit
-- key: project, received_at
-- rows: one per record
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
LIMIT {limit:UInt32}
