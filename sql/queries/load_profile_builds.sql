-- The complete buckets of one series of profiles that touch a span.
-- parameters: project String, model String, grid String, version String, deployment String, source String,
--   segment String, first Int64, end Int64 (epoch milliseconds)
-- key: project, model, grid_hash, version, deployment, source, segment
-- rows: one per bucket, oldest first
SELECT toUnixTimestamp64Milli(bucket_start) AS start, toFloat64(bucket_seconds) AS seconds, checksum
FROM profile_builds FINAL
WHERE project = {project:String} AND model = {model:String} AND grid_hash = {grid:String}
    AND version = {version:String} AND deployment = {deployment:String} AND source = {source:String}
    AND segment = {segment:String} AND bucket_start < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
    AND bucket_start + toIntervalSecond(bucket_seconds) > fromUnixTimestamp64Milli({first:Int64}, 'UTC')
ORDER BY bucket_start, bucket_seconds
