-- The performance metrics of a model against the baseline.
-- parameters: project, model String; version String (empty for any); from, to Int64: start of the window; limit UInt32
-- key: project, model
-- rows: at most limit, newest window first
SELECT * EXCEPT (project)
FROM performance_windows
WHERE project = {project:String} AND model = {model:String}
    AND ({version:String} = '' OR version = {version:String})
    AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY window_start DESC, monitor, version, deployment, segment, statistic
LIMIT {limit:UInt32}
