-- How often each text occurs in categorical subjects of a slice, hour by hour: the most frequent ones, and how many rows
-- the others have.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, names Array(String) (empty text: the prediction), most UInt32
-- key: project, model, hour
-- rows: one per hour and subject with texts
-- settings: max_execution_time=300
SELECT
    toFloat64(toUnixTimestamp64Milli(hour)) AS start, name,
    arraySort(found -> (-found.2, found.1), groupArray((category, toFloat64(n)))) AS ranked,
    arrayMap(found -> found.1, arraySlice(ranked, 1, {most:UInt32})) AS names,
    arrayMap(found -> found.2, arraySlice(ranked, 1, {most:UInt32})) AS name_counts, toFloat64(sum(n)) AS total
FROM
(
    SELECT hour, name, assumeNotNull(value) AS category, count() AS n
    FROM
    (
        SELECT
            hour, arrayPushBack(CAST(mapKeys(categorical_features), 'Array(String)'), '') AS keys,
            arrayPushBack(mapValues(categorical_features), CAST(prediction_text, 'Nullable(String)')) AS texts
        FROM {{rows_once}}
        WHERE {{slice}}
    )
    ARRAY JOIN keys AS name, texts AS value
    WHERE has({names:Array(String)}, name) AND isNotNull(value)
    GROUP BY hour, name, category
)
GROUP BY hour, name
