-- Some columns of the row samples of a baseline.
-- parameters: project String, hash String, first UInt32, last UInt32 (positions, both included)
-- key: project, baseline_hash, position
-- rows: one per column, in the order of the baseline
-- settings: max_execution_time=300
SELECT
    sample, CAST(sample_subject, 'String') AS sample_subject, sample_name, toFloat64(sample_rows) AS row_count,
    toFloat64(total_rows) AS total_count, CAST(subject, 'String') AS subject, feature, CAST(kind, 'String') AS kind,
    numbers, codes, categories, offsets, elements
FROM baseline_rows FINAL
WHERE project = {project:String} AND baseline_hash = {hash:String} AND position BETWEEN {first:UInt32} AND {last:UInt32}
ORDER BY position
