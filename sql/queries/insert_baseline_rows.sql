-- Writes the row samples of a baseline as RowBinary, so that every number keeps its bits.
-- key: project, baseline_hash, position
-- rows: one per column of a sample
INSERT INTO baseline_rows
(
    project, baseline_hash, position, sample, sample_subject, sample_name, sample_rows, total_rows, subject, feature, kind,
    numbers, codes, categories, offsets, elements
)
SELECT
    project, baseline_hash, position, sample, sample_subject, sample_name, sample_rows, total_rows, subject, feature, kind,
    numbers, codes, categories, offsets, elements
FROM {{rows}}('project String, baseline_hash String, position UInt32, sample UInt32, sample_subject String,
    sample_name String, sample_rows UInt64, total_rows UInt64, subject String, feature String, kind String,
    numbers Array(Float64), codes Array(Int32), categories Array(String), offsets Array(UInt32),
    elements Array(Float32)')
