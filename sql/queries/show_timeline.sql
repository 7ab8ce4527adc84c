-- Incidents, retraining runs and versions that touch a span of time.
-- parameters: project String; model String (empty for any); from, to Int64; limit UInt32
-- key: project, model
-- rows: at most limit, newest first
SELECT * EXCEPT (project)
FROM timeline
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        OR until >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        OR (kind = 'incident' AND until IS NULL))
ORDER BY at DESC, kind, ref
LIMIT {limit:UInt32}
