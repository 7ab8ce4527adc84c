-- One reference of a baseline.
-- parameters: project String, hash String, subject String, feature String
-- key: project, baseline_hash, subject, feature
-- rows: at most one
SELECT
    CAST(subject, 'String') AS subject, feature, CAST(kind, 'String') AS kind, toFloat64(rows) AS row_count,
    toFloat64(nulls) AS nulls, toFloat64(missing) AS missing, toFloat64(mismatched) AS mismatched, toFloat64(n) AS n,
    toUInt8(sampled) AS sampled, mean, standard_deviation, sorted_values, categories, category_counts
FROM baseline_values FINAL
WHERE project = {project:String} AND baseline_hash = {hash:String} AND subject = {subject:String}
    AND feature = {feature:String}
