-- The newest value of every series, subject and statistic, the largest effects first; for gauges.
-- parameters: limit
-- key: project, model, monitor, version, deployment, segment, window_start
-- rows: one per series, subject and statistic
SELECT
    project, model, monitor, version, segment, subject, feature, statistic,
    argMax(value, window_end) AS value,
    argMax(effect, window_end) AS effect,
    toUnixTimestamp64Milli(max(window_end)) AS window_end_ms
FROM evaluations_once
WHERE subject != 'window' AND evaluated_at >= now64(3, 'UTC') - INTERVAL 30 DAY
GROUP BY project, model, monitor, version, segment, subject, feature, statistic
ORDER BY abs(effect) DESC, project, model, monitor, version, segment, subject, feature, statistic
LIMIT {limit:UInt32}
