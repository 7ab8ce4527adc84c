-- Registers a version with the definition of its own baseline; the largest write_order wins.
-- key: project, model, version
-- rows: one per version given
INSERT INTO model_versions
    (project, model, version, registered_at, source, retraining_run_id, baseline_definition, write_order)
SELECT
    project, model, version, fromUnixTimestamp64Milli(registered_at, 'UTC'), source, retraining_run_id,
    baseline_definition, write_order
FROM {{rows}}('project String, model String, version String, registered_at Int64, source String,
    retraining_run_id String, baseline_definition String, write_order UInt64')
