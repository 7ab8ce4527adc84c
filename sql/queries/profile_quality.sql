-- How many explicit nulls, and values of the other kind, some features of a slice have, hour by hour. Only these entries
-- are taken out of the maps: to multiply every row by all of its features costs several times as much.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, numeric Array(String), categorical Array(String): names by the kind that is expected
-- key: project, model, hour
-- rows: one per hour and feature with any
-- settings: max_execution_time=300
SELECT
    toUnixTimestamp64Milli(hour) AS start, toString(name) AS feature, sum(place <= absences) AS nulls,
    sum(place > absences) AS mismatched
FROM
(
    SELECT
        hour,
        arrayFilter((key, number) -> isNull(number), mapKeys(numeric_features), mapValues(numeric_features)) AS absent,
        length(absent) AS absences,
        if(empty({categorical:Array(String)}), absent, arrayConcat(absent, arrayFilter(
            (key, number) -> isNotNull(number) AND has({categorical:Array(String)}, key),
            mapKeys(numeric_features), mapValues(numeric_features)))) AS names
    FROM {{rows_once}}
    WHERE {{slice}}
    UNION ALL
    SELECT
        hour,
        arrayFilter((key, text) -> isNull(text), mapKeys(categorical_features), mapValues(categorical_features)) AS absent,
        length(absent) AS absences,
        if(empty({numeric:Array(String)}), absent, arrayConcat(absent, arrayFilter(
            (key, text) -> isNotNull(text) AND has({numeric:Array(String)}, key),
            mapKeys(categorical_features), mapValues(categorical_features)))) AS names
    FROM {{rows_once}}
    WHERE {{slice}}
)
ARRAY JOIN names AS name, arrayEnumerate(names) AS place
WHERE has(arrayConcat({numeric:Array(String)}, {categorical:Array(String)}), name)
GROUP BY hour, name
