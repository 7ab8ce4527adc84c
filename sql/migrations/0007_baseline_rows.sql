-- Whole rows of a baseline, for statistics that look at many features at once: one row per column of a sample.
-- The values of one column are aligned with those of the others of its sample: entry i is of the same row.

CREATE TABLE IF NOT EXISTS baseline_rows {{on_cluster}}
(
    project LowCardinality(String),
    baseline_hash String,
    -- Place in the baseline's list of columns, over all of its samples.
    position UInt32,
    -- Place of the sample in the baseline's list of samples, and what it describes.
    sample UInt32,
    sample_subject LowCardinality(String),
    sample_name String,
    sample_rows UInt64,
    total_rows UInt64,
    subject LowCardinality(String),
    feature String,
    kind LowCardinality(String),
    -- numeric: NaN where a row has no number
    numbers Array(Float64) CODEC(ZSTD(1)),
    -- categorical: places in categories, -1 where a row has none
    codes Array(Int32) CODEC(ZSTD(1)),
    categories Array(String),
    -- vector: row i is elements[offsets[i], offsets[i + 1])
    offsets Array(UInt32) CODEC(Delta(4), ZSTD(1)),
    elements Array(Float32) CODEC(ZSTD(1))
)
ENGINE = {{replacing}}()
ORDER BY (project, baseline_hash, position);
