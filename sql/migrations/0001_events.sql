-- Events as they arrive: predictions, labels, feature samples, and what was refused.
-- Keys and partitions cannot be changed later. Time types carry UTC, because functions of time follow the server's zone otherwise.
-- Partitions are toYYYYMMDD: a Date wraps outside of 1970-2149, and pruning would then hide rows of other years.
-- Retention counts from arrival, so that imported history is kept as long as fresh traffic (docs/decisions/0002).

CREATE TABLE IF NOT EXISTS predictions {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    hour DateTime64(3, 'UTC'),
    prediction_id String,
    version LowCardinality(String),
    deployment LowCardinality(String),
    source LowCardinality(String),
    event_time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    prediction_text String,
    prediction_number Nullable(Float64),
    score Nullable(Float64),
    scores Map(LowCardinality(String), Float64) TTL toDateTime(received_at) + INTERVAL 30 DAY,
    numeric_features Map(LowCardinality(String), Nullable(Float64)) TTL toDateTime(received_at) + INTERVAL 30 DAY,
    categorical_features Map(LowCardinality(String), Nullable(String)) TTL toDateTime(received_at) + INTERVAL 30 DAY,
    embeddings Map(LowCardinality(String), Array(Float32)) TTL toDateTime(received_at) + INTERVAL 30 DAY,
    tags Map(LowCardinality(String), String),
    weight Float64 DEFAULT 1,
    -- The first arrival has the largest precedence, and ReplacingMergeTree keeps the largest:
    -- 2^64 - 1 - (received_at in milliseconds * 2^20 + position in the insert).
    precedence UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{replacing}}(precedence)
PARTITION BY toYYYYMMDD(hour)
ORDER BY (project, model, hour, prediction_id, version)
TTL toDateTime(received_at) + INTERVAL 180 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS labels {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    received_hour DateTime64(3, 'UTC'),
    prediction_id String,
    received_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    event_time Nullable(DateTime64(3, 'UTC')),
    prediction_timestamp Nullable(DateTime64(3, 'UTC')),
    label_text String,
    label_number Nullable(Float64),
    source LowCardinality(String),
    -- Of several labels the largest arrival is the newest: received_at in milliseconds * 2^20 + position in the insert.
    arrival UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{merge_tree}}
PARTITION BY toYYYYMMDD(received_hour)
ORDER BY (project, model, received_hour, prediction_id, received_at)
TTL toDateTime(received_at) + INTERVAL 180 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS feature_samples {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    hour DateTime64(3, 'UTC'),
    sample_id String,
    version LowCardinality(String),
    source LowCardinality(String),
    event_time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    numeric_features Map(LowCardinality(String), Nullable(Float64)),
    categorical_features Map(LowCardinality(String), Nullable(String)),
    tags Map(LowCardinality(String), String),
    weight Float64 DEFAULT 1,
    precedence UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{replacing}}(precedence)
PARTITION BY toYYYYMMDD(hour)
ORDER BY (project, model, hour, sample_id)
TTL toDateTime(received_at) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS features {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    feature String,
    kind LowCardinality(String),
    kind_source LowCardinality(String),
    first_seen DateTime64(3, 'UTC'),
    last_seen DateTime64(3, 'UTC'),
    -- Grows with every write, also when the wall clock steps back; the largest wins.
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, model, feature);

CREATE TABLE IF NOT EXISTS quarantine {{on_cluster}}
(
    project LowCardinality(String),
    received_at DateTime64(3, 'UTC'),
    quarantine_id String,
    kind LowCardinality(String),
    source LowCardinality(String),
    topic LowCardinality(String),
    log_partition Int32,
    log_offset Int64,
    line UInt32,
    model String,
    code LowCardinality(String),
    path String,
    reason String,
    raw String CODEC(ZSTD(3)),
    raw_bytes UInt64
)
ENGINE = {{merge_tree}}
PARTITION BY toYYYYMMDD(received_at)
ORDER BY (project, received_at, quarantine_id)
TTL toDateTime(received_at) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
