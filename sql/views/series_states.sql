-- The newest evaluation of every series and the state of its alert.
-- Of the measurements that could be judged, the worst one is the most severe, then the one furthest beyond its threshold.
-- key: project, model, monitor, version, deployment, segment
-- rows: one per series
CREATE OR REPLACE VIEW series_states {{on_cluster}} AS
SELECT
    project, model, monitor, version, deployment, segment, evaluation_id, window_start, window_end, status, severity,
    summary, n_reference, n_current, took_ms, evaluated_at,
    if(a.state = '', 'inactive', a.state) AS alert_state,
    a.since AS alert_since,
    a.streak AS streak,
    a.incident_id AS incident_id,
    worst.subject AS worst_subject, worst.feature AS worst_feature, worst.statistic AS worst_statistic,
    if(worst.statistic = '', NULL, worst.value) AS worst_value,
    if(worst.statistic = '', NULL, worst.effect) AS worst_effect,
    if(worst.statistic = '', NULL, worst.threshold) AS worst_threshold
FROM
(
    SELECT *
    FROM newest_windows FINAL
) AS w
LEFT JOIN
(
    SELECT project, model, monitor, version, deployment, segment, state, since, streak, incident_id
    FROM alerts FINAL
) AS a USING (project, model, monitor, version, deployment, segment)
