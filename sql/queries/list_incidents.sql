-- The incidents of a project as their transitions leave them.
-- parameters: project String; model, version, incident_id String (empty for any); monitor String (one that ever took
--   part); states Array(String); from, to Int64: opened; limit UInt32
-- key: project, model
-- rows: at most limit, newest first
WITH (sequence, at) AS place
SELECT
    incident_id,
    any(model) AS incident_model,
    argMax(version, place) AS newest_version,
    argMax(state, place) AS newest_state,
    argMax(severity, place) AS newest_severity,
    argMax(summary, place) AS newest_summary,
    argMax(firing, place) AS firing_monitors,
    argMin(since, place) AS first_since,
    min(at) AS opened_at,
    max(at) AS updated_at,
    if(newest_state = 'resolved', max(at), NULL) AS resolved_at,
    argMin(summary, place) AS opened_summary,
    argMin(evaluation_id, place) AS opened_by_evaluation,
    argMaxIf(evidence, place, evidence NOT IN ('', '[]')) AS newest_evidence,
    min(backfilled) AS only_backfilled,
    count() AS transitions
FROM incidents FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({incident_id:String} = '' OR incident_id = {incident_id:String})
GROUP BY incident_id
HAVING (empty({states:Array(String)}) OR has({states:Array(String)}, newest_state))
    AND ({version:String} = '' OR newest_version = {version:String})
    AND ({monitor:String} = '' OR max(has(firing, {monitor:String})))
    AND opened_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND opened_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY opened_at DESC, incident_id
LIMIT {limit:UInt32}
