-- What people look at: the evaluations of windows apart from their measurements, the newest one of every series, and
-- the measurements of a day in one row. All of it follows from the table evaluations.

-- One row per evaluated window; of a window that was evaluated again the newest evaluation stays.
CREATE TABLE IF NOT EXISTS judged_windows {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    monitor LowCardinality(String),
    version LowCardinality(String),
    deployment LowCardinality(String),
    segment LowCardinality(String),
    window_start DateTime64(3, 'UTC'),
    window_end DateTime64(3, 'UTC'),
    evaluation_id String,
    status LowCardinality(String),
    severity LowCardinality(String),
    summary String,
    n_reference UInt64,
    n_current UInt64,
    baseline_hash String,
    measurement_hash String,
    policy_hash String,
    revision UInt32,
    mode LowCardinality(String),
    notify Bool,
    took_ms Float64,
    evaluated_at DateTime64(3, 'UTC'),
    -- Judged measurements of the evaluation.
    measurements UInt32,
    -- Of those that could be judged, the most severe one, and of equals the one that exceeds its threshold most.
    worst Tuple(subject String, feature String, statistic String, value Float64, effect Float64, threshold Float64),
    -- That of the evaluation's measurements, which tells them from those of an older evaluation of the window.
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
PARTITION BY toYYYYMM(window_start)
ORDER BY (project, model, monitor, version, deployment, segment, window_start, window_end)
TTL toDateTime(evaluated_at) + INTERVAL 730 DAY;

-- The newest window of every series.
CREATE TABLE IF NOT EXISTS newest_windows {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    monitor LowCardinality(String),
    version LowCardinality(String),
    deployment LowCardinality(String),
    segment LowCardinality(String),
    window_start DateTime64(3, 'UTC'),
    window_end DateTime64(3, 'UTC'),
    evaluation_id String,
    status LowCardinality(String),
    severity LowCardinality(String),
    summary String,
    n_reference UInt64,
    n_current UInt64,
    took_ms Float64,
    evaluated_at DateTime64(3, 'UTC'),
    worst Tuple(subject String, feature String, statistic String, value Float64, effect Float64, threshold Float64),
    -- End of the window in milliseconds, then its start, then the write order: the newest evaluation of the newest window wins.
    recency UInt256
)
ENGINE = {{replacing}}(recency)
ORDER BY (project, model, monitor, version, deployment, segment)
TTL toDateTime(evaluated_at) + INTERVAL 730 DAY;

-- The measurements of a series that begin on one day in one row per subject and statistic. It is made anew from the
-- evaluations whenever one of the day is saved. A statistic that the newest evaluations lack has no windows.
CREATE TABLE IF NOT EXISTS measured_days {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    monitor LowCardinality(String),
    version LowCardinality(String),
    deployment LowCardinality(String),
    segment LowCardinality(String),
    day DateTime64(3, 'UTC'),
    subject LowCardinality(String),
    feature LowCardinality(String),
    statistic LowCardinality(String),
    -- Windows that could be judged, and those that could not.
    windows UInt64,
    undecided UInt64,
    worst_effect Nullable(Float64),
    worst_value Nullable(Float64),
    mean_effect Nullable(Float64),
    min_p_adjusted Nullable(Float64),
    threshold Nullable(Float64),
    severity LowCardinality(String),
    evaluated_at DateTime64(3, 'UTC'),
    -- The largest one of the day's evaluations.
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
PARTITION BY toYYYYMM(day)
ORDER BY (project, model, monitor, version, deployment, segment, day, subject, feature, statistic)
TTL toDateTime(evaluated_at) + INTERVAL 730 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS judged_windows_to_newest_windows {{on_cluster}} TO newest_windows AS
SELECT
    project, model, monitor, version, deployment, segment, window_start, window_end, evaluation_id, status, severity,
    summary, n_reference, n_current, took_ms, evaluated_at, worst,
    bitShiftLeft(toUInt256(greatest(0, toUnixTimestamp64Milli(window_end) + 2208988800000)), 128)
        + bitShiftLeft(toUInt256(greatest(0, toUnixTimestamp64Milli(window_start) + 2208988800000)), 64)
        + toUInt256(write_order) AS recency
FROM judged_windows;

-- An evaluation is one block: its row with subject 'window' and its measurements.
CREATE MATERIALIZED VIEW IF NOT EXISTS evaluations_to_judged_windows {{on_cluster}} TO judged_windows AS
SELECT
    project, model, monitor, version, deployment, segment, window_start, window_end, e.evaluation_id AS evaluation_id,
    anyIf(e.status, subject = 'window') AS status,
    anyIf(e.severity, subject = 'window') AS severity,
    anyIf(e.summary, subject = 'window') AS summary,
    anyIf(e.n_reference, subject = 'window') AS n_reference,
    anyIf(e.n_current, subject = 'window') AS n_current,
    any(e.baseline_hash) AS baseline_hash,
    any(e.measurement_hash) AS measurement_hash,
    any(e.policy_hash) AS policy_hash,
    any(e.revision) AS revision,
    any(e.mode) AS mode,
    any(e.notify) AS notify,
    anyIf(e.took_ms, subject = 'window') AS took_ms,
    any(e.evaluated_at) AS evaluated_at,
    countIf(subject != 'window') AS measurements,
    argMaxIf(
        (toString(subject), toString(e.feature), toString(e.statistic), e.value, e.effect, e.threshold),
        (indexOf(['none', 'warning', 'critical'], e.severity), if(e.threshold > 0, e.effect / e.threshold, e.effect)),
        subject != 'window' AND e.status IN ('complete', 'partial') AND isFinite(e.effect)) AS worst,
    e.write_order AS write_order
FROM evaluations AS e
GROUP BY
    project, model, monitor, version, deployment, segment, window_start, window_end, e.evaluation_id, e.write_order
HAVING countIf(subject = 'window') > 0;

INSERT INTO judged_windows
SELECT
    project, model, monitor, version, deployment, segment, window_start, window_end, e.evaluation_id AS evaluation_id,
    anyIf(e.status, subject = 'window') AS status,
    anyIf(e.severity, subject = 'window') AS severity,
    anyIf(e.summary, subject = 'window') AS summary,
    anyIf(e.n_reference, subject = 'window') AS n_reference,
    anyIf(e.n_current, subject = 'window') AS n_current,
    any(e.baseline_hash) AS baseline_hash,
    any(e.measurement_hash) AS measurement_hash,
    any(e.policy_hash) AS policy_hash,
    any(e.revision) AS revision,
    any(e.mode) AS mode,
    any(e.notify) AS notify,
    anyIf(e.took_ms, subject = 'window') AS took_ms,
    any(e.evaluated_at) AS evaluated_at,
    countIf(subject != 'window') AS measurements,
    argMaxIf(
        (toString(subject), toString(e.feature), toString(e.statistic), e.value, e.effect, e.threshold),
        (indexOf(['none', 'warning', 'critical'], e.severity), if(e.threshold > 0, e.effect / e.threshold, e.effect)),
        subject != 'window' AND e.status IN ('complete', 'partial') AND isFinite(e.effect)) AS worst,
    e.write_order AS write_order
FROM evaluations AS e
GROUP BY
    project, model, monitor, version, deployment, segment, window_start, window_end, e.evaluation_id, e.write_order
HAVING countIf(subject = 'window') > 0;
