-- How many rows a slice has.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice
-- key: project, model, hour
-- rows: one
SELECT count() AS row_count
FROM {{rows_once}}
WHERE {{slice}}
