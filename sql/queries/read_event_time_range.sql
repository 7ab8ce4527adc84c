-- First and last event time of a model. The first and last hour come from the key, then only their rows are read.
-- slots: table (predictions or feature_samples)
-- parameters: project String, model String
-- key: project, model, hour
-- rows: one, or none when the model has no rows
SELECT
    toUnixTimestamp64Milli(min(event_time)) AS first,
    toUnixTimestamp64Milli(max(event_time)) AS last
FROM {{table}}
WHERE project = {project:String} AND model = {model:String} AND hour IN
(
    SELECT arrayJoin([min(hour), max(hour)])
    FROM {{table}}
    WHERE project = {project:String} AND model = {model:String}
)
HAVING count() > 0
