-- The transitions of one incident, or those of every open incident.
-- slots: which (one incident, or the open ones)
-- parameters: project String, incident_id String when one is asked for
-- key: project, model, incident_id, sequence
-- rows: one per transition, oldest first
SELECT
    project, model, incident_id, sequence, transition_id, kind, state, severity, version, firing, series,
    toUnixTimestamp64Milli(window_start) AS window_start_ms, toUnixTimestamp64Milli(window_end) AS window_end_ms,
    toUnixTimestamp64Milli(since) AS since_ms, evaluation_id, summary, evidence, backfilled,
    toUnixTimestamp64Milli(at) AS at_ms
FROM incidents FINAL
WHERE {{which}}
ORDER BY project, incident_id, sequence, at, transition_id
