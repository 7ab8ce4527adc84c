-- The incidents of a project as their transitions leave them. Times are event times.
-- parameters: project String; model, version String (empty for any), monitor String (one that took part; empty for
--   any); states Array(String); from, to Int64: start of the first bad window; limit UInt32
-- key: project, model
-- rows: at most limit, newest first
SELECT *
FROM
(
    WITH (sequence, at) AS place
    SELECT
        incident_id,
        any(incidents.model) AS model,
        argMax(incidents.version, place) AS version,
        argMax(incidents.state, place) AS state,
        argMax(incidents.severity, place) AS severity,
        argMax(incidents.firing, place) AS firing,
        argMax(incidents.summary, place) AS summary,
        argMaxIf(incidents.evidence, place, incidents.evidence NOT IN ('', '[]')) AS evidence,
        min(incidents.since) AS since,
        argMin(window_end, place) AS opened_at,
        argMax(window_end, place) AS changed_at,
        argMin(incidents.backfilled, place) AS backfilled,
        count() AS transitions
    FROM incidents FINAL
    WHERE project = {project:String} AND ({model:String} = '' OR incidents.model = {model:String})
    GROUP BY incident_id
    HAVING {monitor:String} = '' OR max(has(incidents.firing, {monitor:String}))
)
WHERE (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND ({version:String} = '' OR version = {version:String})
    AND since >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND since < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY since DESC, incident_id
LIMIT {limit:UInt32}
