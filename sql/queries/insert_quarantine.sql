-- Keeps records that were refused after they had been taken.
-- key: project, received_at, quarantine_id
-- rows: one per row given
INSERT INTO quarantine
(
    project, received_at, quarantine_id, kind, source, topic, log_partition, log_offset, line, model, code, path,
    reason, raw, raw_bytes
)
SELECT
    project, fromUnixTimestamp64Milli(received_at, 'UTC'), quarantine_id, kind, source, topic, log_partition,
    log_offset, line, model, code, path, reason, raw, raw_bytes
FROM {{rows}}('project String, received_at Int64, quarantine_id String, kind String, source String, topic String,
    log_partition Int32, log_offset Int64, line UInt32, model String, code String, path String, reason String,
    raw String, raw_bytes UInt64')
