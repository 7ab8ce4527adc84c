-- How far each series has been evaluated.
-- key: none, the key columns of the rows with subject 'window' are read
-- rows: one per series
-- settings: max_execution_time=120
SELECT
    project, model, monitor, version, deployment, segment,
    toUnixTimestamp64Milli(max(window_end)) AS last_window_end,
    uniqExact(window_start, window_end) AS windows
FROM evaluations
WHERE subject = 'window'
GROUP BY project, model, monitor, version, deployment, segment
