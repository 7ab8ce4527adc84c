-- The measurements of a model by day.
-- parameters: project, model String; monitor, version, feature, statistic String (empty for any); from, to Int64: day;
--   limit UInt32
-- key: project, model, monitor
-- rows: at most limit, newest day first
SELECT * EXCEPT (project)
FROM measurement_days
WHERE project = {project:String} AND model = {model:String}
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({statistic:String} = '' OR statistic = {statistic:String})
    AND day >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND day < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY day DESC, monitor, version, deployment, segment, subject, feature, statistic
LIMIT {limit:UInt32}
