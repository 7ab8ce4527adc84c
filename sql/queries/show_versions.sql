-- Versions of the models of a project, oldest first.
-- parameters: project, model (empty for all), limit
-- key: project, model, version
-- rows: one per version
SELECT model, version, registered_at, source, retraining_run_id, baseline_definition
FROM model_versions FINAL
WHERE project = {project:String} AND ({model:String} = '' OR model = {model:String})
ORDER BY model, registered_at, version
LIMIT {limit:UInt32}
