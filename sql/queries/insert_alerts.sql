-- Writes alert snapshots; the largest write_order of a series wins.
-- key: project, model, monitor, version, deployment, segment
-- rows: one per snapshot given
INSERT INTO alerts
(
    project, model, monitor, version, deployment, segment, state, streak, severity, since, last_window_end,
    last_evaluation_id, incident_id, write_order
)
SELECT
    project, model, monitor, version, deployment, segment, state, streak, severity,
    if(isNull(since), NULL, fromUnixTimestamp64Milli(assumeNotNull(since), 'UTC')),
    fromUnixTimestamp64Milli(last_window_end, 'UTC'), last_evaluation_id, incident_id, write_order
FROM {{rows}}('project String, model String, monitor String, version String, deployment String, segment String,
    state String, streak UInt32, severity String, since Nullable(Int64), last_window_end Int64,
    last_evaluation_id String, incident_id String, write_order UInt64')
