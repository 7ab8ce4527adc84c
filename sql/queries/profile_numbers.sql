-- Numeric columns of a slice side by side, with the hour of each row: start, c0, c1, …, Float64; NaN where a row has no
-- number. They are counted as they stream, because no histogram in SQL is as cheap as reading the values.
-- slots: columns (expressions), rows_once (view), slice (conditions)
-- parameters: those of the slice, n0, n1, …: names of features
-- key: project, model, hour
-- rows: one per row of the slice, in the order of the key but for parts that are read side by side
-- settings: max_execution_time=300
SELECT toFloat64(toUnixTimestamp64Milli(hour)) AS start, {{columns}}
FROM {{rows_once}}
WHERE {{slice}}
