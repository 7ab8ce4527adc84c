-- Which ClickHouse answers.
-- key: none, it reads no table
-- rows: one
SELECT version() AS version
