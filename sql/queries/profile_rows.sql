-- How many rows of a slice each hour has, and how many carry a score or a number for a prediction.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice
-- key: project, model, hour
-- rows: one per hour that has rows
-- settings: max_execution_time=300
SELECT
    toUnixTimestamp64Milli(hour) AS start, count() AS row_count, countIf(isNotNull(score)) AS scores,
    countIf(isNotNull(prediction_number)) AS numbers, countIf(isNotNull(prediction_text)) AS texts
FROM {{rows_once}}
WHERE {{slice}}
GROUP BY hour
ORDER BY hour
