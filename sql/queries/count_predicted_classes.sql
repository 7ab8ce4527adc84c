-- How often each class was predicted in a slice, by the prediction's text.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice
-- key: project, model, hour
-- rows: one per class, most frequent first
-- settings: max_execution_time=300
SELECT assumeNotNull(prediction_text) AS category, count() AS n
FROM {{rows_once}}
WHERE {{slice}} AND isNotNull(prediction_text)
GROUP BY category
ORDER BY n DESC, category
