-- Evaluations that the alert snapshot of their series does not cover. A window that was judged again tells nobody anything new.
-- parameters: limit UInt32, of UInt32 and parts Array(UInt32): the share of the models
-- key: none, the narrow columns of all windows are read
-- rows: at most limit, oldest window first
-- settings: max_execution_time=120
SELECT
    e.project AS project, e.model AS model, e.monitor AS monitor, e.version AS version, e.deployment AS deployment,
    e.segment AS segment, e.evaluation_id AS evaluation_id
FROM
(
    SELECT project, model, monitor, version, deployment, segment, window_start, window_end, evaluation_id
    FROM judged_windows FINAL
    WHERE has({parts:Array(UInt32)}, CRC32(concat(project, '\0', model)) % {of:UInt32})
) AS e
LEFT JOIN
(
    SELECT project, model, monitor, version, deployment, segment, last_window_end, write_order
    FROM alerts FINAL
) AS a USING (project, model, monitor, version, deployment, segment)
WHERE a.write_order = 0
    OR e.window_end > a.last_window_end
ORDER BY e.window_end, e.window_start, project, model, monitor, version, deployment, segment
LIMIT {limit:UInt32}
