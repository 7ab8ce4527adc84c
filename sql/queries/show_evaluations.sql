-- The evaluations of a project without their measurements.
-- parameters: project String; model, monitor, version String (empty for any); states Array(String): statuses;
--   from, to Int64: start of the window; limit UInt32
-- key: project, model, monitor, version
-- rows: at most limit, newest window first
SELECT
    evaluation_id, model, monitor, version, deployment, segment, window_start, window_end, status, severity, summary,
    n_reference, n_current, baseline_hash, measurement_hash, policy_hash, revision, mode, notify, took_ms, evaluated_at
FROM evaluations_once
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
    AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND subject = 'window'
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, status))
ORDER BY window_start DESC, model, monitor, version, deployment, segment
LIMIT {limit:UInt32}
