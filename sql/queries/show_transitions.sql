-- The history of one incident, oldest first.
-- parameters: project, incident_id
-- key: project; an id is looked up rarely
-- rows: one per transition
SELECT
    transition_id, sequence, kind, state, severity, model, version, firing, series, window_start, window_end, since,
    evaluation_id, summary, evidence, backfilled, at
FROM incidents FINAL
WHERE project = {project:String} AND incident_id = {incident_id:String}
ORDER BY sequence
