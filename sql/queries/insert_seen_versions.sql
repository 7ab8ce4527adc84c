-- Registers versions that were met in records; one that is registered already is left as it is.
-- key: project, model, version
-- rows: one per new version
INSERT INTO model_versions
    (project, model, version, registered_at, source, retraining_run_id, baseline_definition, write_order)
SELECT
    project, model, version, fromUnixTimestamp64Milli(registered_at, 'UTC'), source, retraining_run_id, '', 0
FROM {{rows}}('project String, model String, version String, registered_at Int64, source String,
    retraining_run_id String')
WHERE (project, model, version) NOT IN (SELECT project, model, version FROM model_versions)
