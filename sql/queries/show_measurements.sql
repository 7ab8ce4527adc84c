-- Judged measurements of the newest evaluation of each window, newest window first.
-- parameters: project, model, monitor, version, feature, statistic (each empty for all), states (severities; empty for all), from and to (window start), limit
-- key: project, model, monitor, version, deployment, segment, window_start
-- rows: one per measurement
SELECT
    evaluation_id, model, monitor, version, deployment, segment, window_start, window_end, subject, feature, statistic,
    definition, value, effect, p_value, p_adjusted, interval_low, interval_high, threshold, status, severity, rule,
    n_reference, n_current, engine, exact, error_bound, evaluated_at
FROM evaluations_once
WHERE project = {project:String}
    AND subject != 'window'
    AND ({model:String} = '' OR model = {model:String})
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({statistic:String} = '' OR statistic = {statistic:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, severity))
    AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND evaluation_id IN
    (
        SELECT evaluation_id
        FROM evaluations_once
        WHERE project = {project:String}
            AND subject = 'window'
            AND ({model:String} = '' OR model = {model:String})
            AND ({monitor:String} = '' OR monitor = {monitor:String})
            AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    )
ORDER BY window_start DESC, model, monitor, version, segment, subject, feature, statistic
LIMIT {limit:UInt32}
