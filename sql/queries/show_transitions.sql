-- The history of one incident.
-- parameters: project String, incident_id String
-- key: project
-- rows: one per transition, oldest first
SELECT
    transition_id, sequence, kind, state, severity, model, version, firing, series, window_start, window_end, since,
    evaluation_id, summary, evidence, backfilled, at
FROM incidents FINAL
WHERE project = {project:String} AND incident_id = {incident_id:String}
ORDER BY sequence, at, transition_id
