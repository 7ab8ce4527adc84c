-- How many rows a model has in each hour, and which: their precedences are unique, so their sum names the set.
-- slots: rows_once (view), deployment (column or empty text)
-- parameters: project String, model String, first Int64, end Int64 (epoch milliseconds, whole hours)
-- key: project, model, hour
-- rows: one per hour, version and deployment
-- settings: max_execution_time=300
SELECT
    toUnixTimestamp64Milli(hour) AS start, CAST(version, 'String') AS version_name,
    CAST({{deployment}}, 'String') AS deployment_name, count() AS row_count, toString(sum(precedence)) AS total,
    toUnixTimestamp64Milli(min(received_at)) AS oldest_arrival_ms
FROM {{rows_once}}
WHERE project = {project:String} AND model = {model:String}
    AND hour >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND hour < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
GROUP BY hour, version, deployment_name
