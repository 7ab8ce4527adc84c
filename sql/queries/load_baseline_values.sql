-- Some references of a baseline.
-- parameters: project String, hash String, features Array(String): find rows by key, positions Array(UInt32): and exactly
-- key: project, baseline_hash, feature
-- rows: one per reference, in the order of the baseline
-- settings: max_execution_time=300
SELECT
    CAST(subject, 'String') AS subject, feature, CAST(kind, 'String') AS kind, toFloat64(rows) AS row_count,
    toFloat64(nulls) AS nulls, toFloat64(missing) AS missing, toFloat64(mismatched) AS mismatched, toFloat64(n) AS n,
    toUInt8(sampled) AS sampled, mean, standard_deviation, sorted_values, categories, category_counts
FROM baseline_values FINAL
WHERE project = {project:String} AND baseline_hash = {hash:String} AND feature IN {features:Array(String)}
    AND has({positions:Array(UInt32)}, position)
ORDER BY position
