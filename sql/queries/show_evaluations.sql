-- Evaluations, one row each, newest window first.
-- parameters: project, model, monitor, version (each empty for all), statuses (empty for all), from and to (window start), limit
-- key: project, model, monitor, version, deployment, segment, window_start
-- rows: one per evaluation
SELECT
    evaluation_id, model, monitor, version, deployment, segment, window_start, window_end, status, severity, summary,
    n_reference, n_current, baseline_hash, measurement_hash, policy_hash, revision, mode, took_ms, evaluated_at
FROM evaluations_once
WHERE project = {project:String}
    AND subject = 'window'
    AND ({model:String} = '' OR model = {model:String})
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, status))
    AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY window_start DESC, model, monitor, version, segment
LIMIT {limit:UInt32}
