-- Writes one evaluation: the row with subject 'window' and one row per judged measurement, all in one block.
-- key: project, model, monitor, version, deployment, segment, window_start, window_end, subject, feature, statistic
-- rows: one per row given
INSERT INTO evaluations
(
    project, model, monitor, version, deployment, segment, window_start, window_end, subject, feature, statistic,
    evaluation_id, definition, value, effect, p_value, p_adjusted, interval_low, interval_high, threshold, status,
    severity, rule, summary, n_reference, n_current, baseline_hash, measurement_hash, policy_hash, engine, exact,
    error_bound, took_ms, details, revision, mode, notify, evaluated_at, write_order
)
SELECT
    project, model, monitor, version, deployment, segment, fromUnixTimestamp64Milli(window_start, 'UTC'),
    fromUnixTimestamp64Milli(window_end, 'UTC'), subject, feature, statistic,
    evaluation_id, definition, value, effect, p_value, p_adjusted, interval_low, interval_high, threshold, status,
    severity, rule, summary, n_reference, n_current, baseline_hash, measurement_hash, policy_hash, engine, exact,
    error_bound, took_ms, details, revision, mode, notify, fromUnixTimestamp64Milli(evaluated_at, 'UTC'), write_order
FROM {{rows}}('project String, model String, monitor String, version String, deployment String, segment String,
    window_start Int64, window_end Int64, subject String, feature String, statistic String, evaluation_id String,
    definition String, value Float64, effect Float64, p_value Nullable(Float64), p_adjusted Nullable(Float64),
    interval_low Nullable(Float64), interval_high Nullable(Float64), threshold Float64, status String,
    severity String, rule String, summary String, n_reference UInt64, n_current UInt64, baseline_hash String,
    measurement_hash String, policy_hash String, engine String, exact Bool, error_bound Nullable(Float64),
    took_ms Float64, details String, revision UInt32, mode String, notify Bool, evaluated_at Int64,
    write_order UInt64')
