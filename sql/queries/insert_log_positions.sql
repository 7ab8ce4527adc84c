-- Notes how far partitions of a log have been read.
-- key: topic, log_partition
-- rows: one per partition given
INSERT INTO log_positions (topic, log_partition, position, end_offset, noted_at)
SELECT topic, log_partition, position, end_offset, now64(3, 'UTC')
FROM {{rows}}('topic String, log_partition Int32, position Int64, end_offset Int64')
