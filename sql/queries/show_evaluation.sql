-- One evaluation: its row with subject 'window' and its judged measurements.
-- parameters: project String, evaluation_id String
-- key: the window of the evaluation, which its row in judged_windows names
-- rows: the window first, then one per measurement
SELECT
    evaluation_id, model, monitor, version, deployment, segment, window_start, window_end, subject, feature, statistic,
    definition, value, effect, p_value, p_adjusted, interval_low, interval_high, threshold, status, severity, rule,
    summary, n_reference, n_current, baseline_hash, measurement_hash, policy_hash, engine, exact, error_bound, took_ms,
    details, revision, mode, notify, evaluated_at
FROM evaluations_once
WHERE project = {project:String} AND evaluation_id = {evaluation_id:String}
    AND (project, model, monitor, version, deployment, segment, window_start) IN
    (
        SELECT project, model, monitor, version, deployment, segment, window_start
        FROM judged_windows
        WHERE project = {project:String} AND evaluation_id = {evaluation_id:String}
    )
ORDER BY subject = 'window' DESC, subject, feature, statistic
