-- What happened to a model: incidents, retraining runs, and versions from their first judged window on.
-- Times are event times. A run begins when it was decided and lasts as long as the pipeline took.
-- key: project, model
-- rows: one per incident, retraining run and version
CREATE OR REPLACE VIEW timeline {{on_cluster}} AS
SELECT
    project, CAST(model, 'String') AS model, since AS at, if(state = 'resolved', changed_at, NULL) AS until,
    'incident' AS kind, CAST(severity, 'String') AS severity, version,
    concat(if(state = 'open', 'Open incident: ', 'Incident: '), arrayStringConcat(monitors, ', ')) AS title,
    finding AS text, incident_id AS ref
FROM incident_states
UNION ALL
SELECT
    project, CAST(model, 'String') AS model, decided_at AS at,
    multiIf(
        state = 'suppressed', decided_at,
        state IN ('succeeded', 'failed'), addMilliseconds(decided_at, greatest(0, dateDiff('millisecond', requested_at, updated_at))),
        NULL) AS until,
    'retraining' AS kind, 'none' AS severity, if(to_version = '', from_version, to_version) AS version,
    concat('Retraining ', state) AS title, reason AS text, run_id AS ref
FROM retraining_log
UNION ALL
SELECT
    project, CAST(v.model, 'String') AS model, if(w.windows > 0, w.first_window, v.registered_at) AS at, NULL AS until,
    'version' AS kind, 'none' AS severity, v.version AS version, concat('Version ', v.version) AS title,
    CAST(v.source, 'String') AS text, v.version AS ref
FROM
(
    SELECT *
    FROM model_versions FINAL
) AS v
LEFT JOIN
(
    SELECT
        project, model, CAST(judged_windows.version, 'String') AS version, min(window_start) AS first_window,
        count() AS windows
    FROM judged_windows
    WHERE deployment = 'live'
    GROUP BY project, model, version
) AS w USING (project, model, version)
