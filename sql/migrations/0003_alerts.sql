-- What people are told and what follows: alert snapshots, incidents as transitions, the notification log, retraining runs.

CREATE TABLE IF NOT EXISTS alerts {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    monitor LowCardinality(String),
    version LowCardinality(String),
    deployment LowCardinality(String),
    segment LowCardinality(String),
    state LowCardinality(String),
    streak UInt32,
    severity LowCardinality(String),
    since Nullable(DateTime64(3, 'UTC')),
    last_window_end DateTime64(3, 'UTC'),
    last_evaluation_id String,
    incident_id String,
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, model, monitor, version, deployment, segment)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS incidents {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    incident_id String,
    sequence UInt32,
    transition_id String,
    kind LowCardinality(String),
    state LowCardinality(String),
    severity LowCardinality(String),
    version String,
    firing Array(String),
    series String,
    window_start DateTime64(3, 'UTC'),
    window_end DateTime64(3, 'UTC'),
    since DateTime64(3, 'UTC'),
    evaluation_id String,
    summary String,
    evidence String,
    backfilled Bool,
    at DateTime64(3, 'UTC')
)
ENGINE = {{replacing}}(at)
ORDER BY (project, model, incident_id, sequence, transition_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS notifications {{on_cluster}}
(
    project LowCardinality(String),
    incident_id String,
    notification_id String,
    notifier String,
    kind LowCardinality(String),
    transition_id String,
    state LowCardinality(String),
    attempts UInt32,
    next_attempt_at DateTime64(3, 'UTC'),
    last_error String,
    receipt Map(String, String),
    created_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC'),
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, incident_id, notification_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS retraining_runs {{on_cluster}}
(
    project LowCardinality(String),
    model LowCardinality(String),
    run_id String,
    incident_id String,
    notifier String,
    from_version String,
    to_version String,
    state LowCardinality(String),
    reason String,
    window_start DateTime64(3, 'UTC'),
    window_end DateTime64(3, 'UTC'),
    worst_features Array(String),
    token_hash String,
    decided_at DateTime64(3, 'UTC'),
    requested_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC'),
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, model, run_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
