-- Profiles once more, of grids that are cut in another way: counts of categories beside those of bins, and days apart from hours,
-- in small granules, so that a window of days reads what it adds up and nothing else.

CREATE TABLE IF NOT EXISTS profile_buckets {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    -- Names the grids of all subjects of one baseline by their content.
    grid_hash String,
    version LowCardinality(String),
    deployment LowCardinality(String),
    source LowCardinality(String),
    -- Hash of the segment's conditions; empty for all traffic.
    segment LowCardinality(String),
    bucket_seconds UInt32,
    bucket_start DateTime64(3, 'UTC'),
    subject LowCardinality(String),
    feature LowCardinality(String),
    rows UInt64,
    nulls UInt64,
    missing UInt64,
    mismatched UInt64,
    -- One count per bin of the grid, or per known category of the baseline.
    counts Array(UInt32) CODEC(ZSTD(1)),
    value_sum Float64,
    -- Around the centre of the grid.
    square_sum Float64,
    lowest Float64,
    highest Float64,
    -- Sums of the values in the first and in the last bin.
    low_sum Float64,
    high_sum Float64,
    -- Those that the baseline does not know, or only once.
    categories Array(String) CODEC(ZSTD(1)),
    category_counts Array(UInt64) CODEC(ZSTD(1)),
    -- Rows of the categories that were too many to keep apart.
    others UInt64,
    built_at DateTime64(3, 'UTC'),
    -- Grows with every build; the largest wins.
    build_id UInt64
)
ENGINE = {{replacing}}(build_id)
PARTITION BY (toYYYYMM(bucket_start), bucket_seconds)
ORDER BY (project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start, subject, feature)
TTL
    toDateTime(built_at) + INTERVAL 730 DAY,
    toDateTime(built_at) + INTERVAL 60 DAY DELETE WHERE bucket_seconds = 3600
-- A week of one series is some hundred rows of kilobytes each; a granule of the default size holds a month of it.
SETTINGS index_granularity = 256;

-- Its grids have no successor that could add them up.
DROP TABLE IF EXISTS profiles {{on_cluster}} SYNC;
