-- Series with days whose daily rows do not cover every evaluation: the process ended between the two, or the rows are
-- older than the table of days. Looks back over the evaluations of a week, over all of them while there is no day yet.
-- key: none, evaluated_at of the windows and of the days
-- rows: one per series, with its first and last such day
-- settings: max_execution_time=120
WITH
    (SELECT if(count() = 0, toDateTime64(0, 3, 'UTC'), now64(3, 'UTC') - INTERVAL 7 DAY) FROM measured_days) AS since
SELECT
    project, model, monitor, version, deployment, segment, min(day_ms) AS first_day_ms, max(day_ms) AS last_day_ms
FROM
(
    SELECT
        project, model, monitor, version, deployment, segment,
        toUnixTimestamp64Milli(window_start) - positiveModulo(toUnixTimestamp64Milli(window_start), 86400000) AS day_ms,
        max(write_order) AS saved, sum(w.measurements) AS measurements
    FROM judged_windows AS w
    WHERE evaluated_at >= since
    GROUP BY project, model, monitor, version, deployment, segment, day_ms
) AS w
LEFT JOIN
(
    SELECT
        project, model, monitor, version, deployment, segment, toUnixTimestamp64Milli(day) AS day_ms,
        max(write_order) AS covered
    FROM measured_days
    WHERE evaluated_at >= since
    GROUP BY project, model, monitor, version, deployment, segment, day_ms
) AS d USING (project, model, monitor, version, deployment, segment, day_ms)
WHERE covered < saved AND (covered > 0 OR measurements > 0)
GROUP BY project, model, monitor, version, deployment, segment
