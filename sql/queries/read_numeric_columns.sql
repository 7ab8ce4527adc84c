-- Numeric columns of a slice side by side, Float64, NaN where a row has no number; or whole maps of numbers.
-- Values in arbitrary order, the same row in every column.
-- slots: columns (expressions, or the map of numbers), rows_once (view), slice (conditions)
-- parameters: those of the slice, n0, n1, …: names of features
-- key: project, model, hour
-- rows: one per row of the slice
-- settings: max_execution_time=300
SELECT {{columns}}
FROM {{rows_once}}
WHERE {{slice}}
