-- How often each text occurs in some categorical features of a slice.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, names Array(String)
-- key: project, model, hour
-- rows: one per feature and text, most frequent first; category is null where the record said null
-- settings: max_execution_time=300
SELECT name, value AS category, count() AS n
FROM
(
    SELECT mapKeys(categorical_features) AS names, mapValues(categorical_features) AS texts
    FROM {{rows_once}}
    WHERE {{slice}}
)
ARRAY JOIN names AS name, texts AS value
WHERE has({names:Array(String)}, name)
GROUP BY name, category
ORDER BY name, n DESC, category
