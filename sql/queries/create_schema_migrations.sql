-- Makes the list of applied migrations; the same text twice changes nothing.
-- slots: on_cluster, replacing
-- key: number
-- rows: none
CREATE TABLE IF NOT EXISTS schema_migrations {{on_cluster}}
(
    number UInt32,
    name String,
    checksum String,
    applied_at DateTime64(3, 'UTC')
)
ENGINE = {{replacing}}(applied_at)
ORDER BY number
