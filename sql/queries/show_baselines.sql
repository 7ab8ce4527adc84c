-- The baselines of a project without their values.
-- parameters: project, model, version String (the last two empty for any), limit UInt32
-- key: project, model, baseline_hash
-- rows: at most limit, newest first
SELECT model, version, baseline_hash, origin, rows AS row_count, metrics, created_at
FROM baselines FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({version:String} = '' OR version = {version:String})
ORDER BY created_at DESC, baseline_hash
LIMIT {limit:UInt32}
