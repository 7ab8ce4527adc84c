-- The retraining runs of a project, suppressed decisions included.
-- parameters: project String; model String, version String (trained from or to; empty for any); states Array(String);
--   from, to Int64: decided; limit UInt32
-- key: project, model
-- rows: at most limit, newest first
SELECT * EXCEPT (project)
FROM retraining_log
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({version:String} = '' OR from_version = {version:String} OR to_version = {version:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND decided_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND decided_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY decided_at DESC, run_id
LIMIT {limit:UInt32}
