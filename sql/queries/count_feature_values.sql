-- How many explicit nulls, and values of the other kind, some features of a slice have. Only these entries are taken out
-- of the maps: to multiply every row by all of its features costs six times as much.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, numeric Array(String), categorical Array(String): names by the kind that is expected
-- key: project, model, hour
-- rows: one per feature with any
-- settings: max_execution_time=300
SELECT
    name,
    countIf(content = 'number') AS numbers,
    countIf(content = 'text') AS texts,
    countIf(content = 'null') AS nulls
FROM
(
    SELECT
        arrayFilter((key, number) -> isNull(number), mapKeys(numeric_features), mapValues(numeric_features)) AS absent,
        if(empty({categorical:Array(String)}), absent, arrayFilter(
            (key, number) -> isNotNull(number) AND has({categorical:Array(String)}, key),
            mapKeys(numeric_features), mapValues(numeric_features))) AS other,
        arrayConcat(absent, if(empty({categorical:Array(String)}), [], other)) AS names,
        arrayConcat(arrayWithConstant(length(absent), 'null'), arrayWithConstant(length(names) - length(absent), 'number')) AS contents
    FROM {{rows_once}}
    WHERE {{slice}}
    UNION ALL
    SELECT
        arrayFilter((key, text) -> isNull(text), mapKeys(categorical_features), mapValues(categorical_features)) AS absent,
        if(empty({numeric:Array(String)}), absent, arrayFilter(
            (key, text) -> isNotNull(text) AND has({numeric:Array(String)}, key),
            mapKeys(categorical_features), mapValues(categorical_features))) AS other,
        arrayConcat(absent, if(empty({numeric:Array(String)}), [], other)) AS names,
        arrayConcat(arrayWithConstant(length(absent), 'null'), arrayWithConstant(length(names) - length(absent), 'text')) AS contents
    FROM {{rows_once}}
    WHERE {{slice}}
)
ARRAY JOIN names AS name, contents AS content
WHERE has(arrayConcat({numeric:Array(String)}, {categorical:Array(String)}), name)
GROUP BY name
