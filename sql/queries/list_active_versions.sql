-- Versions with rows in a slice.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice
-- key: project, model, hour
-- rows: one per version, the busiest first
SELECT version, count() AS row_count
FROM {{rows_once}}
WHERE {{slice}}
GROUP BY version
ORDER BY row_count DESC, version
