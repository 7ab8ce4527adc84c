-- The measurements of a model by day.
-- parameters: project, model String; monitor, version, feature, statistic String (empty for any); from, to Int64: day;
--   worst UInt8: 1 for the worst statistic of each subject only; limit UInt32
-- key: project, model, monitor
-- rows: at most limit, newest day first, the worst statistic of a subject first
SELECT * EXCEPT (project)
FROM measurement_days
WHERE project = {project:String} AND model = {model:String}
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({statistic:String} = '' OR statistic = {statistic:String})
    AND day >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND day < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY
    day DESC, monitor, version, deployment, segment, subject, feature,
    indexOf(['none', 'warning', 'critical'], severity) DESC, worst_effect / nullIf(threshold, 0) DESC, statistic
LIMIT 1 BY day, monitor, version, deployment, segment, subject, feature, if({worst:UInt8}, '', statistic)
LIMIT {limit:UInt32}
