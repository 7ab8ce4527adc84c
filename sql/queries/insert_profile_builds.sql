-- Notes that buckets are complete; written after their profiles.
-- key: project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start
-- rows: one per bucket given
INSERT INTO profile_builds
(
    project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start, checksum, built_at,
    build_id
)
SELECT
    project, model, grid_hash, version, deployment, source, segment, bucket_seconds,
    fromUnixTimestamp64Milli(bucket_start, 'UTC'), checksum, fromUnixTimestamp64Milli(built_at, 'UTC'), build_id
FROM {{rows}}('project String, model String, grid_hash String, version String, deployment String, source String,
    segment String, bucket_seconds UInt32, bucket_start Int64, checksum String, built_at Int64, build_id UInt64')
