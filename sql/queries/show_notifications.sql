-- The notification log of a project; what receivers gave back stays in the store.
-- parameters: project String; model, incident_id String (empty for any); states Array(String); from, to Int64: created;
--   limit UInt32
-- key: project, incident_id
-- rows: at most limit, newest first
SELECT * EXCEPT (project)
FROM notification_log
WHERE project = {project:String}
    AND ({incident_id:String} = '' OR incident_id = {incident_id:String})
    AND ({model:String} = '' OR model = {model:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND created_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND created_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY created_at DESC, notification_id
LIMIT {limit:UInt32}
