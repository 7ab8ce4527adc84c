-- What arrived of a project, hour by hour.
-- parameters: project String; from, to Int64: hours of arrival (epoch milliseconds); limit UInt32
-- key: received_at
-- rows: at most limit, newest first
SELECT model, kind, hour, accepted, rejected, rejected_bytes
FROM ingest_hours
WHERE project = {project:String}
    AND hour >= toStartOfHour(fromUnixTimestamp64Milli({from:Int64}, 'UTC'))
    AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY hour DESC, model, kind
LIMIT {limit:UInt32}
