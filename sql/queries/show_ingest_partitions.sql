-- How far the partitions of the log have come that hold records of a project.
-- parameters: project String
-- key: project
-- rows: one per partition
SELECT topic, log_partition, newest_event_time, newest_received_at, records_behind
FROM ingest_partitions
WHERE project = {project:String}
ORDER BY topic, log_partition
