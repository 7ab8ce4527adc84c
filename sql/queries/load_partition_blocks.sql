-- The newest block of each day of a table: every insert and every mutation of the day raises it, merges do not.
-- parameters: table String
-- key: none, a system table
-- rows: one per day that has parts
SELECT partition AS day, toFloat64(max(greatest(max_block_number, toInt64(data_version)))) AS block
FROM system.parts
WHERE active AND database = currentDatabase() AND table = {table:String}
GROUP BY partition
