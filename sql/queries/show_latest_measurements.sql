-- The measurements of the newest window of every series of the last 30 days, for gauges.
-- parameters: limit UInt32
-- key: none, the newest windows of all series are read, then their measurements
-- rows: at most limit, the largest effects first
SELECT
    project, model, monitor, version, deployment, segment, subject, feature, statistic, value, effect, severity,
    window_end
FROM evaluations_once
WHERE subject != 'window' AND (project, model, monitor, version, deployment, segment, window_start, evaluation_id) IN
(
    SELECT
        project, model, monitor, version, deployment, segment,
        argMax(window_start, window_end), argMax(evaluation_id, window_end)
    FROM judged_windows FINAL
    WHERE status IN ('complete', 'partial') AND evaluated_at >= now64(3, 'UTC') - INTERVAL 30 DAY
    GROUP BY project, model, monitor, version, deployment, segment
)
ORDER BY abs(effect) DESC, project, model, monitor, version, deployment, segment, subject, feature, statistic
LIMIT {limit:UInt32}
