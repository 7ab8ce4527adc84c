-- The baselines of a project without their values.
-- parameters: project String, model String, version String (empty for any), from Int64, to Int64 (created), limit UInt32
-- key: project, model, baseline_hash
-- rows: at most limit, newest first
SELECT model, version, baseline_hash, origin, rows, metrics, created_at
FROM baselines FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({version:String} = '' OR version = {version:String})
    AND created_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND created_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY created_at DESC, baseline_hash
LIMIT {limit:UInt32}
