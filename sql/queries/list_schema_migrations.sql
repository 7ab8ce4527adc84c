-- The migrations that were applied to this database.
-- key: number
-- rows: one per migration, oldest first
SELECT number, name, checksum
FROM schema_migrations FINAL
ORDER BY number
