-- Records an applied migration.
-- key: number
-- rows: one per migration given
INSERT INTO schema_migrations (number, name, checksum, applied_at)
SELECT number, name, checksum, fromUnixTimestamp64Milli(applied_at, 'UTC')
FROM {{rows}}('number UInt32, name String, checksum String, applied_at Int64')
