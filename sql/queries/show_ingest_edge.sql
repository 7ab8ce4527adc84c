-- The newest event and arrival of a project, and how long the log's records for it have waited: since the newest one that
-- landed where others wait behind it, or since somebody last looked. The lag is NULL without a log.
-- parameters: project String, stale UInt32 (seconds after which a look is too old to tell)
-- key: project
-- rows: one
SELECT
    (SELECT max(newest_event_time) FROM model_states WHERE project = {project:String}) AS newest_event_at,
    (SELECT max(newest_received_at) FROM model_states WHERE project = {project:String}) AS newest_received_at,
    maxOrNull(toFloat64(multiIf(
        dateDiff('second', noted_at, now64(3, 'UTC')) > {stale:UInt32}, dateDiff('second', noted_at, now64(3, 'UTC')),
        end_offset > position, greatest(0, dateDiff('second', landed_at, now64(3, 'UTC'))),
        0))) AS lag_seconds
FROM
(
    SELECT topic, log_partition, max(newest_received_at) AS landed_at, has(groupUniqArray(project), {project:String}) AS is_ours
    FROM log_progress
    GROUP BY topic, log_partition
) AS p
INNER JOIN
(
    SELECT *
    FROM log_positions FINAL
) AS n USING (topic, log_partition)
WHERE is_ours
