-- Notes what the base table holds of some hours.
-- key: project, model, source, hour
-- rows: one per hour, version and deployment given
INSERT INTO profile_sources
    (project, model, source, hour, version, deployment, rows, checksum, oldest_arrival, noted_at, write_order)
SELECT
    project, model, source, fromUnixTimestamp64Milli(hour, 'UTC'), version, deployment, row_count, checksum,
    fromUnixTimestamp64Milli(oldest_arrival, 'UTC'), fromUnixTimestamp64Milli(noted_at, 'UTC'), write_order
FROM {{rows}}('project String, model String, source String, hour Int64, version String, deployment String,
    row_count UInt64, checksum String, oldest_arrival Int64, noted_at Int64, write_order UInt64')
