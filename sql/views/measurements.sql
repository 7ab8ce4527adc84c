-- Judged measurements of the newest evaluation of each window; those that a newer one did not measure again are left out.
-- A number that is not finite is NULL.
-- key: project, model, monitor, version, deployment, segment, window_start; always read with a project, a model and a
--   span of window_start
-- rows: one per window, subject and statistic
CREATE OR REPLACE VIEW measurements {{on_cluster}} AS
SELECT
    project, evaluation_id, model, monitor, version, deployment, segment, window_start, window_end, subject, feature,
    statistic, definition, if(isFinite(evaluations.value), evaluations.value, NULL) AS value,
    if(isFinite(evaluations.effect), evaluations.effect, NULL) AS effect, p_value, p_adjusted, interval_low,
    interval_high, if(isFinite(evaluations.threshold), evaluations.threshold, NULL) AS threshold, status, severity, rule,
    n_reference, n_current, engine, exact, error_bound, took_ms, details, evaluated_at
FROM evaluations
INNER JOIN
(
    SELECT project, model, monitor, version, deployment, segment, window_start, window_end, write_order
    FROM judged_windows FINAL
) AS newest USING (project, model, monitor, version, deployment, segment, window_start, window_end, write_order)
WHERE subject != 'window'
