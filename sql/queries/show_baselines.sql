-- Stored baselines without their values, newest first.
-- parameters: project, model (empty for all), version (empty for all), limit
-- key: project, model, baseline_hash
-- rows: one per baseline
SELECT model, version, baseline_hash, origin, rows AS row_count, metrics, created_at
FROM baselines FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({version:String} = '' OR version = {version:String})
ORDER BY created_at DESC, baseline_hash
LIMIT {limit:UInt32}
