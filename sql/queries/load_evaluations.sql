-- Some evaluations with their measurements.
-- parameters: ids Array(String), projects Array(String), models Array(String): those of the evaluations
-- key: the windows of the evaluations, which their rows in judged_windows name
-- rows: per evaluation one with subject 'window' and one per judged measurement
-- settings: max_execution_time=120
SELECT
    project, model, monitor, version, deployment, segment,
    toUnixTimestamp64Milli(window_start) AS window_start_ms, toUnixTimestamp64Milli(window_end) AS window_end_ms,
    subject, feature, statistic, evaluation_id, definition, value, effect, p_value, p_adjusted, interval_low,
    interval_high, threshold, status, severity, rule, summary, n_reference, n_current, baseline_hash,
    measurement_hash, policy_hash, engine, exact, error_bound, took_ms, details, revision, mode, notify,
    toUnixTimestamp64Milli(evaluated_at) AS evaluated_at_ms
FROM evaluations_once
WHERE has({projects:Array(String)}, project) AND has({models:Array(String)}, model)
    AND has({ids:Array(String)}, evaluation_id)
    AND (project, model, monitor, version, deployment, segment, window_start) IN
    (
        SELECT project, model, monitor, version, deployment, segment, window_start
        FROM judged_windows
        WHERE has({projects:Array(String)}, project) AND has({models:Array(String)}, model)
            AND has({ids:Array(String)}, evaluation_id)
    )
ORDER BY window_end, evaluation_id, subject, feature, statistic
