-- How often each text occurs in categorical subjects of a slice, hour by hour: all of them, or the most frequent ones where
-- they are too many or nearly each row has its own, and how many rows there are in all.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, names Array(String) (empty text: the prediction), all UInt32, most UInt32
-- key: project, model, hour
-- rows: one per hour and subject with texts
-- settings: max_execution_time=300
SELECT
    toFloat64(toUnixTimestamp64Milli(hour)) AS start, name,
    arraySort(found -> (-found.2, found.1), groupArray((category, toFloat64(n)))) AS ranked,
    count() <= {most:UInt32} OR (count() <= {all:UInt32} AND count() < 0.95 * sum(n)) AS repeat,
    arraySlice(ranked, 1, if(repeat, {all:UInt32}, {most:UInt32})) AS kept,
    kept.1 AS names, kept.2 AS name_counts, toFloat64(sum(n)) AS total
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
