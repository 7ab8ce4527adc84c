-- The evaluations of a project without their measurements.
-- parameters: project String; model, monitor, version String (empty for any); states Array(String): statuses;
--   from, to Int64: start of the window; limit UInt32
-- key: project, model, monitor, version
-- rows: at most limit, newest window first
SELECT * EXCEPT (project)
FROM evaluation_windows
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
    AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, status))
ORDER BY window_start DESC, model, monitor, version, deployment, segment
LIMIT {limit:UInt32}
