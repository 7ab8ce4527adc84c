-- Some references of a baseline.
-- parameters: project String, hash String, first UInt32, last UInt32 (positions, both included)
-- key: project, baseline_hash
-- rows: one per reference, in the order of the baseline
-- settings: max_execution_time=300
SELECT
    CAST(subject, 'String') AS subject, feature, CAST(kind, 'String') AS kind, toFloat64(rows) AS row_count,
    toFloat64(nulls) AS nulls, toFloat64(missing) AS missing, toFloat64(mismatched) AS mismatched, toFloat64(n) AS n,
    toUInt8(sampled) AS sampled, mean, standard_deviation, sorted_values, categories, category_counts
FROM baseline_values FINAL
WHERE project = {project:String} AND baseline_hash = {hash:String} AND position BETWEEN {first:UInt32} AND {last:UInt32}
ORDER BY position
