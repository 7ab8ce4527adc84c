-- What kinds of values some features of a slice hold, hour by hour.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, names Array(String)
-- key: project, model, hour
-- rows: one per hour and feature that occurs
-- settings: max_execution_time=300
SELECT
    toUnixTimestamp64Milli(hour) AS start, name, countIf(content = 'number') AS numbers,
    countIf(content = 'text') AS texts, countIf(content = 'null') AS nulls
FROM
(
    SELECT
        hour, arrayConcat(mapKeys(numeric_features), mapKeys(categorical_features)) AS names,
        arrayConcat(
            arrayMap(value -> if(isNull(value), 'null', 'number'), mapValues(numeric_features)),
            arrayMap(value -> if(isNull(value), 'null', 'text'), mapValues(categorical_features))
        ) AS contents
    FROM {{rows_once}}
    WHERE {{slice}}
)
ARRAY JOIN names AS name, contents AS content
WHERE has({names:Array(String)}, name)
GROUP BY hour, name
