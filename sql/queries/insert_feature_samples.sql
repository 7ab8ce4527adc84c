-- Writes feature samples; precedence as in insert_predictions.
-- key: project, model, hour, sample_id
-- rows: one per row given
INSERT INTO feature_samples
(
    project, model, hour, sample_id, version, source, event_time, received_at, numeric_features,
    categorical_features, tags, weight, precedence
)
SELECT
    project, model, fromUnixTimestamp64Milli(event_time - positiveModulo(event_time, 3600000), 'UTC'),
    sample_id, version, source,
    fromUnixTimestamp64Milli(event_time, 'UTC'), fromUnixTimestamp64Milli(received_at, 'UTC'),
    numeric_features, categorical_features, tags, ifNull(weight, 1),
    18446744073709551615 - (toUInt64(received_at) * 1048576 + rowNumberInAllBlocks())
FROM {{rows}}('project String, model String, sample_id String, version String, source String, event_time Int64,
    received_at Int64, numeric_features Map(String, Nullable(Float64)),
    categorical_features Map(String, Nullable(String)), tags Map(String, String), weight Nullable(Float64)')
