-- Records that the log took in one hour and accepted, and how many of them are the first of their key. First write wins,
-- so a repeat leaves no row with an arrival in its own hour.
-- parameters: hour Int64 (epoch milliseconds of its start)
-- key: hour of the event, bounded by what the log's batches of that hour held
-- rows: two
-- settings: max_execution_time=120
WITH
    fromUnixTimestamp64Milli({hour:Int64}, 'UTC') AS first,
    first + INTERVAL 1 HOUR AS last,
    (
        SELECT (min(oldest_event_time) - INTERVAL 1 HOUR, max(newest_event_time))
        FROM log_batches
        WHERE received_hour = first AND accepted > 0 AND kind != 'label'
    ) AS span
SELECT taken.kind AS kind, toInt64(taken.accepted) - toInt64(kept.rows) AS duplicates
FROM
(
    SELECT kind, sum(accepted) AS accepted
    FROM log_batches
    WHERE received_hour = first AND kind != 'label'
    GROUP BY kind
) AS taken
INNER JOIN
(
    SELECT 'prediction' AS kind, count() AS rows
    FROM predictions FINAL
    WHERE hour BETWEEN span.1 AND span.2 AND received_at >= first AND received_at < last AND source = 'kafka'
    UNION ALL
    SELECT 'feature_sample' AS kind, count() AS rows
    FROM feature_samples FINAL
    WHERE hour BETWEEN span.1 AND span.2 AND received_at >= first AND received_at < last AND source = 'kafka'
) AS kept USING (kind)
ORDER BY kind
