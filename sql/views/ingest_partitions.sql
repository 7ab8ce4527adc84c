-- How far the partitions of the log have come, for the records of a project; records_behind counts all that wait there.
-- key: project
-- rows: one per partition that held records of the project
CREATE OR REPLACE VIEW ingest_partitions {{on_cluster}} AS
SELECT
    project, topic, log_partition, newest_event_time, newest_received_at,
    if(n.noted_at > toDateTime64(0, 3, 'UTC'), toUInt64(greatest(0, n.end_offset - n.position)), NULL) AS records_behind
FROM
(
    SELECT
        project, topic, log_partition, max(p.newest_event_time) AS newest_event_time,
        max(p.newest_received_at) AS newest_received_at
    FROM log_progress AS p
    GROUP BY project, topic, log_partition
) AS p
LEFT JOIN
(
    SELECT *
    FROM log_positions FINAL
) AS n USING (topic, log_partition)
