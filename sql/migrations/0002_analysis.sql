-- What analysis needs and produces: versions, monitors, baselines, evaluations.

CREATE TABLE IF NOT EXISTS model_versions {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    version String,
    registered_at DateTime64(3, 'UTC'),
    source LowCardinality(String),
    retraining_run_id String,
    -- The definition of the version's own baseline as JSON; empty when it has none.
    baseline_definition String,
    -- 0 for a version that was only seen, so that a registration always wins.
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, model, version);

CREATE TABLE IF NOT EXISTS monitors {{on_cluster}}
(
    project LowCardinality(String),
    monitor String,
    policy_hash String,
    model LowCardinality(String),
    definition String,
    loaded_at DateTime64(3, 'UTC'),
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, monitor, policy_hash);

CREATE TABLE IF NOT EXISTS baselines {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    baseline_hash String,
    version String,
    origin String,
    rows UInt64,
    metrics String,
    created_at DateTime64(3, 'UTC')
)
ENGINE = {{replacing}}(created_at)
ORDER BY (project, model, baseline_hash);

CREATE TABLE IF NOT EXISTS baseline_values {{on_cluster}}
(
    project LowCardinality(String),
    baseline_hash String,
    subject LowCardinality(String),
    feature String,
    -- Place in the baseline's list of references.
    position UInt32,
    kind LowCardinality(String),
    rows UInt64,
    nulls UInt64,
    missing UInt64,
    mismatched UInt64,
    n UInt64,
    sampled Bool,
    mean Float64,
    standard_deviation Float64,
    sorted_values Array(Float64) CODEC(ZSTD(1)),
    categories Array(String),
    category_counts Array(Float64)
)
ENGINE = {{replacing}}()
ORDER BY (project, baseline_hash, subject, feature);

CREATE TABLE IF NOT EXISTS evaluations {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    monitor LowCardinality(String),
    version LowCardinality(String),
    deployment LowCardinality(String),
    segment LowCardinality(String),
    window_start DateTime64(3, 'UTC'),
    window_end DateTime64(3, 'UTC'),
    -- subject 'window' is the evaluation as a whole; the others are its judged measurements.
    subject LowCardinality(String),
    feature LowCardinality(String),
    statistic LowCardinality(String),
    evaluation_id String,
    definition LowCardinality(String),
    value Float64,
    effect Float64,
    p_value Nullable(Float64),
    p_adjusted Nullable(Float64),
    interval_low Nullable(Float64),
    interval_high Nullable(Float64),
    threshold Float64,
    status LowCardinality(String),
    severity LowCardinality(String),
    rule String,
    summary String,
    n_reference UInt64,
    n_current UInt64,
    baseline_hash String,
    measurement_hash String,
    policy_hash String,
    engine LowCardinality(String),
    exact Bool,
    error_bound Nullable(Float64),
    took_ms Float64,
    details String,
    revision UInt32,
    mode LowCardinality(String),
    notify Bool,
    evaluated_at DateTime64(3, 'UTC'),
    write_order UInt64,
    INDEX evaluation_id_index evaluation_id TYPE bloom_filter GRANULARITY 1
)
ENGINE = {{replacing}}(write_order)
PARTITION BY toYYYYMM(window_start)
ORDER BY (project, model, monitor, version, deployment, segment, window_start, window_end, subject, feature, statistic)
TTL toDateTime(evaluated_at) + INTERVAL 730 DAY;
