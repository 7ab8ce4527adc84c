-- Every version of every model.
-- key: project, model, version
-- rows: one per version, in order of registration
SELECT
    project, model, version, toUnixTimestamp64Milli(registered_at) AS registered_at_ms, source, retraining_run_id,
    baseline_definition
FROM model_versions FINAL
ORDER BY registered_at, project, model, version
