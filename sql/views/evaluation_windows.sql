-- The evaluation of every window; of a window that was evaluated again the newest one.
-- key: project, model, monitor, version, deployment, segment, window_start
-- rows: one per window of a series
CREATE OR REPLACE VIEW evaluation_windows {{on_cluster}} AS
SELECT
    project, evaluation_id, model, monitor, version, deployment, segment, window_start, window_end, status, severity,
    summary, n_reference, n_current, baseline_hash, measurement_hash, policy_hash, revision, mode, notify, took_ms,
    evaluated_at, measurements, worst.subject AS worst_subject, worst.feature AS worst_feature,
    worst.statistic AS worst_statistic, if(worst.statistic = '', NULL, worst.value) AS worst_value,
    if(worst.statistic = '', NULL, worst.effect) AS worst_effect,
    if(worst.statistic = '', NULL, worst.threshold) AS worst_threshold
FROM judged_windows FINAL
