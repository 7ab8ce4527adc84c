-- What processes that share the work tell each other.

-- How far each partition of a log is in the store.
CREATE TABLE IF NOT EXISTS log_positions {{on_cluster}}
(
    topic LowCardinality(String),
    log_partition Int32,
    -- Everything before it has landed.
    position Int64,
    -- Offset after the newest record.
    end_offset Int64,
    -- The server's clock, because it is compared with the server's clock.
    noted_at DateTime64(3, 'UTC')
)
ENGINE = {{replacing}}(noted_at)
ORDER BY (topic, log_partition);

-- Monitors as the process that looks after them last saw them.
CREATE TABLE IF NOT EXISTS monitor_states {{on_cluster}}
(
    project LowCardinality(String),
    monitor String,
    -- The row of the monitor as JSON.
    state String,
    write_order UInt64
)
ENGINE = {{replacing}}(write_order)
ORDER BY (project, monitor);
