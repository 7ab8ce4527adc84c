-- The alert snapshot of every series.
-- key: project, model, monitor, version, deployment, segment
-- rows: one per series
SELECT
    project, model, monitor, version, deployment, segment, state, streak, severity,
    toUnixTimestamp64Milli(since) AS since_ms, toUnixTimestamp64Milli(last_window_end) AS last_window_end_ms,
    last_evaluation_id, incident_id
FROM alerts FINAL
ORDER BY project, model, monitor, version, deployment, segment
