-- The newest block that each day had when its hours were last looked at.
-- parameters: project String, model String, source String, first Int64, end Int64 (epoch milliseconds)
-- key: project, model, source, day
-- rows: one per day that was looked at
SELECT toUnixTimestamp64Milli(day) AS day_ms, toFloat64(block) AS block
FROM profile_days FINAL
WHERE project = {project:String} AND model = {model:String} AND source = {source:String}
    AND day >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND day < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
