-- The newest evaluated window of a span that measured how a subject is distributed; live traffic goes before other
-- deployments. Rows of an evaluation that was repeated serve as well as the newest ones.
-- parameters: project, model, version, deployment String (the last two empty for any), segment String, subject String,
--   feature String, from, to Int64 (epoch milliseconds), metrics Array(String): names of performance metrics
-- key: project, model
-- rows: at most one
SELECT
    CAST(monitor, 'String') AS monitor_name, CAST(version, 'String') AS version_name,
    CAST(deployment, 'String') AS deployment_name, baseline_hash, toUnixTimestamp64Milli(window_start) AS start,
    toUnixTimestamp64Milli(window_end) AS end
FROM evaluations
WHERE project = {project:String} AND model = {model:String}
    AND ({version:String} = '' OR version = {version:String})
    AND ({deployment:String} = '' OR deployment = {deployment:String})
    AND segment = {segment:String} AND subject = {subject:String} AND feature = {feature:String} AND baseline_hash != ''
    AND NOT has({metrics:Array(String)}, statistic)
    AND window_end > fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY deployment = 'live' DESC, window_end DESC, write_order DESC
LIMIT 1
