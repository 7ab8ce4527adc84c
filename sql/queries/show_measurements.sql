-- Judged measurements of a project; rows that a newer evaluation of their window did not measure again are left out.
-- parameters: project String; model, monitor, version, feature, statistic String (empty for any);
--   states Array(String): severities; from, to Int64: start of the window; limit UInt32
-- key: project, model, monitor, version
-- rows: at most limit, newest window first
SELECT * EXCEPT (project)
FROM measurements
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
    AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({statistic:String} = '' OR statistic = {statistic:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, severity))
ORDER BY window_start DESC, model, monitor, version, deployment, segment, subject, feature, statistic
LIMIT {limit:UInt32}
