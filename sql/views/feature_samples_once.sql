-- Each feature sample once, with the columns of a prediction that it lacks as empty ones, and its id as the row's.
-- key: project, model, hour
-- rows: one per sample; always read with a project, a model and a span of hours
CREATE OR REPLACE VIEW feature_samples_once {{on_cluster}} AS
SELECT
    *,
    sample_id AS prediction_id,
    CAST(NULL, 'Nullable(Float64)') AS score,
    CAST(NULL, 'Nullable(Float64)') AS prediction_number,
    CAST(NULL, 'Nullable(String)') AS prediction_text
FROM feature_samples FINAL
