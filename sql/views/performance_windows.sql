-- Performance metrics of every window against the baseline. The interval is that of the effect, which is the decay.
-- A value is mature when enough of the predictions had their label for a verdict.
-- key: project, model, monitor, version, deployment, segment, window_start; always read with a project, a model and a
--   span of window_start
-- rows: one per window of a series and metric
CREATE OR REPLACE VIEW performance_windows {{on_cluster}} AS
SELECT
    project, model, monitor, version, deployment, segment, window_start, window_end, evaluation_id, statistic, value,
    JSONExtract(details, 'baseline', 'Nullable(Float64)') AS reference_value, effect, interval_low, interval_high,
    threshold, severity, n_reference,
    ifNull(JSONExtract(details, 'labelled', 'Nullable(UInt64)'), n_current) AS labelled,
    JSONExtract(details, 'predictions', 'Nullable(UInt64)') AS predictions,
    JSONExtract(details, 'labelled_share', 'Nullable(Float64)') AS label_share,
    CAST(CAST(status, 'String') IN ('complete', 'partial'), 'Bool') AS mature, rule
FROM measurements
WHERE subject = 'prediction' AND statistic IN ('accuracy', 'f1', 'macro_f1', 'roc_auc', 'log_loss', 'mae', 'rmse')
