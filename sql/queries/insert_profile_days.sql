-- Notes up to which block the hours of some days have been looked at; written after their hours.
-- key: project, model, source, day
-- rows: one per day given
INSERT INTO profile_days (project, model, source, day, block, noted_at, write_order)
SELECT
    project, model, source, fromUnixTimestamp64Milli(day, 'UTC'), block, fromUnixTimestamp64Milli(noted_at, 'UTC'),
    write_order
FROM {{rows}}('project String, model String, source String, day Int64, block UInt64, noted_at Int64,
    write_order UInt64')
