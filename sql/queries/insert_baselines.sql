-- Writes the summary of a baseline, after its values: a baseline without a summary does not exist.
-- key: project, model, baseline_hash
-- rows: one per baseline given
INSERT INTO baselines (project, model, baseline_hash, version, origin, rows, metrics, created_at)
SELECT project, model, baseline_hash, version, origin, row_count, metrics, fromUnixTimestamp64Milli(created_at, 'UTC')
FROM {{rows}}('project String, model String, baseline_hash String, version String, origin String, row_count UInt64,
    metrics String, created_at Int64')
