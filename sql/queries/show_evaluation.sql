-- One evaluation: its row with subject 'window' and its judged measurements.
-- parameters: project String, evaluation_id String
-- key: project; evaluation_id through its bloom filter
-- rows: the window first, then one per measurement
SELECT
    evaluation_id, model, monitor, version, deployment, segment, window_start, window_end, subject, feature, statistic,
    definition, value, effect, p_value, p_adjusted, interval_low, interval_high, threshold, status, severity, rule,
    summary, n_reference, n_current, baseline_hash, measurement_hash, policy_hash, engine, exact, error_bound, took_ms,
    details, revision, mode, notify, evaluated_at
FROM evaluations_once
WHERE project = {project:String} AND evaluation_id = {evaluation_id:String}
ORDER BY subject = 'window' DESC, subject, feature, statistic
