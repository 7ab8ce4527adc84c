-- The versions of a project's models, oldest first.
-- parameters: project, model, version String (the last two empty for any), limit UInt32
-- key: project, model, version
-- rows: at most limit
SELECT model, version, registered_at, source, retraining_run_id, baseline_definition
FROM model_versions FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({version:String} = '' OR version = {version:String})
ORDER BY model, registered_at, version
LIMIT {limit:UInt32}
