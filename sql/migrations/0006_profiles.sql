-- Profiles: mergeable summaries of closed hours, built from the base tables, and what they were built from.

CREATE TABLE IF NOT EXISTS profiles {{on_cluster}}
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
    -- One count per bin of the grid; empty for a categorical subject. Half as wide is read twice as fast.
    counts Array(UInt32) CODEC(ZSTD(1)),
    value_sum Float64,
    -- Around the centre of the grid.
    square_sum Float64,
    lowest Float64,
    highest Float64,
    -- Sums of the values in the first and in the last bin.
    low_sum Float64,
    high_sum Float64,
    categories Array(String) CODEC(ZSTD(1)),
    category_counts Array(UInt64) CODEC(ZSTD(1)),
    -- Rows of the categories that were too many to keep apart.
    others UInt64,
    built_at DateTime64(3, 'UTC'),
    -- Grows with every build; the largest wins.
    build_id UInt64
)
ENGINE = {{replacing}}(build_id)
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start, subject, feature)
TTL
    toDateTime(built_at) + INTERVAL 730 DAY,
    toDateTime(built_at) + INTERVAL 60 DAY DELETE WHERE bucket_seconds = 3600;

-- Which buckets are complete, and what they were built from; written after their profiles.
CREATE TABLE IF NOT EXISTS profile_builds {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    grid_hash String,
    version LowCardinality(String),
    deployment LowCardinality(String),
    source LowCardinality(String),
    segment LowCardinality(String),
    bucket_seconds UInt32,
    bucket_start DateTime64(3, 'UTC'),
    -- That of the source hour; empty for a day.
    checksum String,
    built_at DateTime64(3, 'UTC'),
    build_id UInt64
)
ENGINE = {{replacing}}(build_id)
ORDER BY (project, model, grid_hash, version, deployment, source, segment, bucket_seconds, bucket_start)
TTL
    toDateTime(built_at) + INTERVAL 730 DAY,
    toDateTime(built_at) + INTERVAL 60 DAY DELETE WHERE bucket_seconds = 3600;

-- What the base tables held when they were last looked at.
CREATE TABLE IF NOT EXISTS profile_sources {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    source LowCardinality(String),
    hour DateTime64(3, 'UTC'),
    version LowCardinality(String),
    -- Empty for feature samples, which have none.
    deployment LowCardinality(String),
    rows UInt64,
    -- Of the precedences of its rows, each of which is the only one of its kind.
    checksum String,
    oldest_arrival DateTime64(3, 'UTC'),
    noted_at DateTime64(3, 'UTC'),
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, model, source, hour, version, deployment)
TTL toDateTime(noted_at) + INTERVAL 730 DAY;

-- The newest block of a day's partition when all of its hours were looked at.
CREATE TABLE IF NOT EXISTS profile_days {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    source LowCardinality(String),
    day DateTime64(3, 'UTC'),
    block UInt64,
    noted_at DateTime64(3, 'UTC'),
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, model, source, day)
TTL toDateTime(noted_at) + INTERVAL 60 DAY;
