-- How many entries the maps of numbers have in the first rows of a slice, on average; 0 without rows.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice
-- key: project, model, hour
-- rows: one
-- settings: max_block_size=100, max_threads=1
SELECT ifNotFinite(avg(length(numeric_features)), 0) AS width
FROM
(
    SELECT numeric_features
    FROM {{rows_once}}
    WHERE {{slice}}
    LIMIT 100
)
