-- The sum of some buckets of one series of profiles, subject by subject.
-- parameters: project String, model String, grid String, version String, deployment String, source String,
--   segment String, seconds Array(UInt32), starts Array(Int64) (of the buckets; epoch milliseconds), features
--   Array(String) (subject, a line feed and the name)
-- key: project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start
-- rows: one per subject that has any row in the buckets
-- settings: max_execution_time=300
SELECT
    CAST(subject, 'String') AS subject_kind, CAST(feature, 'String') AS name, toFloat64(sum(rows)) AS row_count,
    toFloat64(sum(nulls)) AS null_count, toFloat64(sum(missing)) AS missing_count,
    toFloat64(sum(mismatched)) AS mismatched_count, CAST(sumForEach(counts), 'Array(Float64)') AS bin_counts,
    sum(value_sum) AS total, sum(square_sum) AS squares, min(lowest) AS min_value, max(highest) AS max_value,
    sum(low_sum) AS low_total, sum(high_sum) AS high_total, sumMap(categories, category_counts) AS merged,
    merged.1 AS names, CAST(merged.2, 'Array(Float64)') AS name_counts, toFloat64(sum(others)) AS other_count
FROM profile_buckets FINAL
WHERE project = {project:String} AND model = {model:String} AND grid_hash = {grid:String}
    AND version = {version:String} AND deployment = {deployment:String} AND source = {source:String}
    AND segment = {segment:String}
    AND (bucket_seconds, bucket_start) IN (
        SELECT bucket.1, fromUnixTimestamp64Milli(bucket.2, 'UTC')
        FROM (SELECT arrayJoin(arrayZip({seconds:Array(UInt32)}, {starts:Array(Int64)})) AS bucket)
    )
    AND has({features:Array(String)}, concat(subject, '\n', feature))
GROUP BY subject, feature
