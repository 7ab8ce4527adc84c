-- What the base table held of a model, hour by hour, when it was last looked at.
-- parameters: project String, model String, source String, first Int64, end Int64 (epoch milliseconds)
-- key: project, model, source, hour
-- rows: one per hour, version and deployment
SELECT
    toUnixTimestamp64Milli(hour) AS start, CAST(version, 'String') AS version_name,
    CAST(deployment, 'String') AS deployment_name, rows AS row_count, checksum,
    toUnixTimestamp64Milli(oldest_arrival) AS oldest_arrival_ms
FROM profile_sources FINAL
WHERE project = {project:String} AND model = {model:String} AND source = {source:String}
    AND hour >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND hour < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
ORDER BY hour
