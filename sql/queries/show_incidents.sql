-- Incidents as their newest transition tells, the newest incident first.
-- parameters: project, model (empty for all), states (empty for all), from and to (start of the first bad window), limit
-- key: project, model, incident_id, sequence
-- rows: one per incident
SELECT *
FROM
(
    SELECT
        incident_id,
        any(model) AS model,
        argMax(version, sequence) AS version,
        argMax(state, sequence) AS state,
        argMax(severity, sequence) AS severity,
        argMax(firing, sequence) AS firing,
        argMax(summary, sequence) AS summary,
        argMax(evidence, sequence) AS evidence,
        min(since) AS since,
        argMin(window_end, sequence) AS opened_at,
        argMax(window_end, sequence) AS changed_at,
        argMin(backfilled, sequence) AS backfilled,
        count() AS transitions
    FROM incidents FINAL
    WHERE project = {project:String} AND ({model:String} = '' OR model = {model:String})
    GROUP BY incident_id
)
WHERE (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND since >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND since < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY since DESC, incident_id
LIMIT {limit:UInt32}
