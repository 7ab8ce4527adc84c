-- How far each partition of a log has been read, and how long ago that was noted.
-- key: topic, log_partition
-- rows: one per partition
SELECT
    topic, log_partition, position, end_offset,
    toUnixTimestamp64Milli(now64(3, 'UTC')) - toUnixTimestamp64Milli(noted_at) AS age_ms
FROM log_positions FINAL
ORDER BY topic, log_partition
