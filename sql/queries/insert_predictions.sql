-- Writes predictions. Map keys are read as plain text and made dictionary keys afterwards: half the time of reading
-- them as LowCardinality. precedence lets the first arrival win, and within one insert the first row.
-- key: project, model, hour, prediction_id, version
-- rows: one per row given
INSERT INTO predictions
(
    project, model, hour, prediction_id, version, deployment, source, event_time, received_at,
    prediction_text, prediction_number, score, scores, numeric_features, categorical_features, embeddings, tags,
    weight, precedence
)
SELECT
    project, model, fromUnixTimestamp64Milli(event_time - positiveModulo(event_time, 3600000), 'UTC'),
    prediction_id, version, deployment, source,
    fromUnixTimestamp64Milli(event_time, 'UTC'), fromUnixTimestamp64Milli(received_at, 'UTC'),
    prediction_text, prediction_number, score, scores, numeric_features, categorical_features, embeddings, tags,
    ifNull(weight, 1),
    18446744073709551615 - (toUInt64(received_at) * 1048576 + rowNumberInAllBlocks())
FROM {{rows}}('project String, model String, prediction_id String, version String, deployment String, source String,
    event_time Int64, received_at Int64, prediction_text String, prediction_number Nullable(Float64),
    score Nullable(Float64), scores Map(String, Float64), numeric_features Map(String, Nullable(Float64)),
    categorical_features Map(String, Nullable(String)), embeddings Map(String, Array(Float32)),
    tags Map(String, String), weight Nullable(Float64)')
