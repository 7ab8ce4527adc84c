-- How far each series has been evaluated. The row of a window and its copy for readers are written by one insert, but
-- not at one instant: a window that a process left with one of them only, because it was killed, counts as not evaluated.
-- key: none, the key columns of all windows are read
-- rows: one per series
-- settings: max_execution_time=120
SELECT
    project, model, monitor, version, deployment, segment,
    toUnixTimestamp64Milli(max(window_end)) AS last_window_end,
    uniqExact(window_start, window_end) AS windows
FROM evaluations
WHERE subject = 'window' AND (project, model, monitor, version, deployment, segment, window_start, window_end) IN
(
    SELECT project, model, monitor, version, deployment, segment, window_start, window_end
    FROM judged_windows
)
GROUP BY project, model, monitor, version, deployment, segment
