-- The versions of a project's models.
-- parameters: project String, model String, version String (empty for any), from Int64, to Int64 (registered), limit UInt32
-- key: project, model, version
-- rows: at most limit, newest registration first
SELECT model, version, registered_at, source, retraining_run_id, baseline_definition
FROM model_versions FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({version:String} = '' OR version = {version:String})
    AND registered_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND registered_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY registered_at DESC, model, version DESC
LIMIT {limit:UInt32}
