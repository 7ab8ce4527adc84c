-- Retraining runs, suppressed decisions included, newest first.
-- parameters: project, model (empty for all), states (empty for all), from and to (decided), limit
-- key: project, model, run_id
-- rows: one per run
SELECT
    run_id, incident_id, notifier, model, from_version, to_version, state, reason, window_start, window_end,
    worst_features, decided_at, requested_at, updated_at
FROM retraining_runs FINAL
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND (empty({states:Array(String)}) OR has({states:Array(String)}, state))
    AND decided_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND decided_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY decided_at DESC, run_id
LIMIT {limit:UInt32}
