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
    SELECT hour, toString(feature) AS name, assumeNotNull(value) AS category, count() AS n
    FROM
    (
        SELECT hour, mapKeys(categorical_features) AS keys, mapValues(categorical_features) AS texts
        FROM {{rows_once}}
        WHERE {{slice}}
    )
    ARRAY JOIN keys AS feature, texts AS value
    WHERE has({names:Array(String)}, feature) AND isNotNull(value)
    GROUP BY hour, feature, category
    UNION ALL
    SELECT hour, '' AS name, assumeNotNull(prediction_text) AS category, count() AS n
    FROM {{rows_once}}
    WHERE {{slice}}
        AND has({names:Array(String)}, '') AND isNotNull(prediction_text)
    GROUP BY hour, category
)
GROUP BY hour, name
