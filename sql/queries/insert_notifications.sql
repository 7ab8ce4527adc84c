-- Writes notifications; the largest write_order of an id wins.
-- key: project, incident_id, notification_id
-- rows: one per notification given
INSERT INTO notifications
(
    project, incident_id, notification_id, notifier, kind, transition_id, state, attempts, next_attempt_at,
    last_error, receipt, created_at, updated_at, write_order
)
SELECT
    project, incident_id, notification_id, notifier, kind, transition_id, state, attempts,
    fromUnixTimestamp64Milli(next_attempt_at, 'UTC'), last_error, receipt,
    fromUnixTimestamp64Milli(created_at, 'UTC'), fromUnixTimestamp64Milli(updated_at, 'UTC'), write_order
FROM {{rows}}('project String, incident_id String, notification_id String, notifier String, kind String,
    transition_id String, state String, attempts UInt32, next_attempt_at Int64, last_error String,
    receipt Map(String, String), created_at Int64, updated_at Int64, write_order UInt64')
