-- The incidents of a project as their transitions leave them. Times are event times.
-- parameters: project String; model, version String (empty for any), monitor String (one that took part; empty for
--   any); states Array(String); from, to Int64: start of the first bad window; limit UInt32
-- key: project, model
-- rows: at most limit, newest first
SELECT * EXCEPT (project, monitors, finding)
FROM incident_states
WHERE project = {project:String} AND ({model:String} = '' OR model = {model:String})
    AND ({monitor:String} = '' OR has(monitors, {monitor:String}))
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND ({version:String} = '' OR version = {version:String})
    AND since >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND since < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY since DESC, incident_id
LIMIT {limit:UInt32}
