-- The notification log with the model of each incident; what receivers gave back stays here.
-- key: project, incident_id
-- rows: one per notification
CREATE OR REPLACE VIEW notification_log {{on_cluster}} AS
SELECT
    project, notification_id, incident_id, i.model AS model, transition_id, notifier, kind, state, attempts,
    next_attempt_at, last_error, created_at, updated_at
FROM
(
    SELECT *
    FROM notifications FINAL
) AS n
LEFT JOIN
(
    SELECT project, incident_id, any(CAST(incidents.model, 'String')) AS model
    FROM incidents
    GROUP BY project, incident_id
) AS i USING (project, incident_id)
