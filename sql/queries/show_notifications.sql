-- The notification log, newest first.
-- parameters: project, incident_id (empty for all), states (empty for all), from and to (created), limit
-- key: project, incident_id, notification_id
-- rows: one per notification
SELECT
    notification_id, incident_id, transition_id, notifier, kind, state, attempts, next_attempt_at, last_error,
    created_at, updated_at
FROM notifications FINAL
WHERE project = {project:String}
    AND ({incident_id:String} = '' OR incident_id = {incident_id:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND created_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND created_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY created_at DESC, notification_id
LIMIT {limit:UInt32}
