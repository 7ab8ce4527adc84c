-- The newest event time of each model in each partition of a log.
-- key: project, model, topic, log_partition
-- rows: one per model and partition that holds records of it
SELECT project, model, topic, log_partition, toUnixTimestamp64Milli(max(newest_event_time)) AS newest_event_time_ms
FROM log_progress
GROUP BY project, model, topic, log_partition
ORDER BY project, model, topic, log_partition
