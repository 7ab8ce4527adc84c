-- Writes the references of a baseline as RowBinary, so that every number keeps its bits.
-- key: project, baseline_hash, subject, feature
-- rows: one per reference
INSERT INTO baseline_values
(
    project, baseline_hash, subject, feature, position, kind, rows, nulls, missing, mismatched, n, sampled, mean,
    standard_deviation, sorted_values, categories, category_counts
)
SELECT
    project, baseline_hash, subject, feature, position, kind, row_count, nulls, missing, mismatched, n, sampled, mean,
    standard_deviation, sorted_values, categories, category_counts
FROM {{rows}}('project String, baseline_hash String, subject String, feature String, position UInt32, kind String,
    row_count UInt64, nulls UInt64, missing UInt64, mismatched UInt64, n UInt64, sampled Bool, mean Float64,
    standard_deviation Float64, sorted_values Array(Float64), categories Array(String),
    category_counts Array(Float64)')
