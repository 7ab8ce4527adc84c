-- Incidents as their transitions leave them. Times are event times.
-- key: project, model, incident_id
-- rows: one per incident
CREATE OR REPLACE VIEW incident_states {{on_cluster}} AS
WITH (sequence, at) AS place
SELECT
    project, model, incident_id,
    argMax(i.version, place) AS version,
    argMax(i.state, place) AS state,
    argMax(i.severity, place) AS severity,
    argMax(i.firing, place) AS firing,
    arraySort(groupUniqArrayArray(i.firing)) AS monitors,
    argMax(i.summary, place) AS summary,
    argMaxIf(i.summary, place, i.state = 'open') AS finding,
    argMaxIf(i.evidence, place, i.evidence NOT IN ('', '[]')) AS evidence,
    min(i.since) AS since,
    argMin(i.window_end, place) AS opened_at,
    argMax(i.window_end, place) AS changed_at,
    argMin(i.backfilled, place) AS backfilled,
    count() AS transitions
FROM incidents AS i FINAL
GROUP BY project, model, incident_id
