-- The baselines of one model without their values, or one baseline by its hash.
-- parameters: project String, model String (empty for any), hash String (empty for any)
-- key: project, model, baseline_hash
-- rows: one per baseline, oldest first
SELECT
    project, model, version, baseline_hash, origin, rows AS row_count,
    toUnixTimestamp64Milli(created_at) AS created_at_ms, metrics
FROM baselines FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({hash:String} = '' OR baseline_hash = {hash:String})
ORDER BY created_at, baseline_hash
