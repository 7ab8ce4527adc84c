-- Records in quarantine that have not landed since; those whose text was cut have is_cut.
-- parameters: project String; kind String (empty for any); ids, codes Array(String) (empty for any); from, to Int64:
--   received; limit UInt32
-- key: project, received_at
-- rows: at most limit, oldest first
SELECT
    quarantine_id, kind, toUnixTimestamp64Milli(received_at) AS received_ms, raw, length(raw) < raw_bytes AS is_cut
FROM quarantine
WHERE project = {project:String}
    AND ({kind:String} = '' OR kind = {kind:String})
    AND (empty({ids:Array(String)}) OR has({ids:Array(String)}, quarantine_id))
    AND (empty({codes:Array(String)}) OR has({codes:Array(String)}, code))
    AND received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND received_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND quarantine_id NOT IN
    (
        SELECT quarantine_id FROM quarantine_replays FINAL WHERE project = {project:String} AND code = ''
    )
ORDER BY received_at, quarantine_id
LIMIT 1 BY quarantine_id
LIMIT {limit:UInt32}
