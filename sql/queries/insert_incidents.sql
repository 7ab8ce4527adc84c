-- Appends transitions of incidents; a transition id twice leaves one row.
-- key: project, model, incident_id, sequence, transition_id
-- rows: one per transition given
INSERT INTO incidents
(
    project, model, incident_id, sequence, transition_id, kind, state, severity, version, firing, series,
    window_start, window_end, since, evaluation_id, summary, evidence, backfilled, at
)
SELECT
    project, model, incident_id, sequence, transition_id, kind, state, severity, version, firing, series,
    fromUnixTimestamp64Milli(window_start, 'UTC'), fromUnixTimestamp64Milli(window_end, 'UTC'),
    fromUnixTimestamp64Milli(since, 'UTC'), evaluation_id, summary, evidence, backfilled,
    fromUnixTimestamp64Milli(at, 'UTC')
FROM {{rows}}('project String, model String, incident_id String, sequence UInt32, transition_id String, kind String,
    state String, severity String, version String, firing Array(String), series String, window_start Int64,
    window_end Int64, since Int64, evaluation_id String, summary String, evidence String, backfilled Bool, at Int64')
