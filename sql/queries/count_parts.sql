-- Active parts of the tables that ingest writes; on a cluster those of this node.
-- key: none, a system table
-- rows: one per table that has parts
SELECT replaceRegexpOne(table, '_local$', '') AS name, count() AS parts
FROM system.parts
WHERE active AND database = currentDatabase()
    AND name IN ('predictions', 'labels', 'feature_samples', 'quarantine', 'log_batches')
GROUP BY name
ORDER BY name
