-- What kinds of values some features of a slice hold.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, names Array(String)
-- key: project, model, hour
-- rows: one per feature that occurs
-- settings: max_execution_time=300
SELECT
    name,
    countIf(content = 'number') AS numbers,
    countIf(content = 'text') AS texts,
    countIf(content = 'null') AS nulls
FROM
(
    SELECT
        arrayConcat(mapKeys(numeric_features), mapKeys(categorical_features)) AS names,
        arrayConcat(
            arrayMap(value -> if(isNull(value), 'null', 'number'), mapValues(numeric_features)),
            arrayMap(value -> if(isNull(value), 'null', 'text'), mapValues(categorical_features))
        ) AS contents
    FROM {{rows_once}}
    WHERE {{slice}}
)
ARRAY JOIN names AS name, contents AS content
WHERE has({names:Array(String)}, name)
GROUP BY name
