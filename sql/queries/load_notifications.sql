-- The notifications of one incident, or every pending one.
-- slots: which (one incident, or the pending ones of a share of the models)
-- parameters: project String, incident_id String when one incident is asked for; of UInt32, parts Array(UInt32) for a share
-- key: project, incident_id, notification_id
-- rows: one per notification, oldest first
SELECT
    project, incident_id, notification_id, notifier, kind, transition_id, state, attempts,
    toUnixTimestamp64Milli(next_attempt_at) AS next_attempt_at_ms, last_error, receipt,
    toUnixTimestamp64Milli(created_at) AS created_at_ms, toUnixTimestamp64Milli(updated_at) AS updated_at_ms
FROM notifications FINAL
WHERE {{which}}
ORDER BY created_at, write_order, notification_id
