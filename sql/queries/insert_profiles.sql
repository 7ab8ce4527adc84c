-- Writes profiles as RowBinary, so that every number keeps its bits.
-- key: project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start
-- rows: one per subject and bucket
INSERT INTO profile_buckets
(
    project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start, subject, feature,
    rows, nulls, missing, mismatched, counts, value_sum, square_sum, lowest, highest, low_sum, high_sum, categories,
    category_counts, others, built_at, build_id
)
SELECT
    project, model, grid_hash, version, deployment, source, segment, bucket_seconds,
    fromUnixTimestamp64Milli(start_ms, 'UTC'), subject, feature, row_count, nulls, missing, mismatched, counts,
    value_sum, square_sum, lowest, highest, low_sum, high_sum, categories, category_counts, others,
    fromUnixTimestamp64Milli(built_ms, 'UTC'), build_id
FROM {{rows}}('project String, model String, grid_hash String, version String, deployment String, source String,
    segment String, bucket_seconds UInt32, start_ms Int64, subject String, feature String, row_count UInt64,
    nulls UInt64, missing UInt64, mismatched UInt64, counts Array(UInt32), value_sum Float64, square_sum Float64,
    lowest Float64, highest Float64, low_sum Float64, high_sum Float64, categories Array(String),
    category_counts Array(UInt64), others UInt64, built_ms Int64, build_id UInt64')
