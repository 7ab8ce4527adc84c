-- One retraining run by its id, or the runs of one model decided since an instant.
-- slots: which (one run, or one model since an instant)
-- parameters: project String; run_id String, or model String and decided_from Int64
-- key: project, model, run_id
-- rows: one per run, oldest decision first
SELECT
    project, model, run_id, incident_id, notifier, from_version, to_version, state, reason,
    toUnixTimestamp64Milli(window_start) AS window_start_ms, toUnixTimestamp64Milli(window_end) AS window_end_ms,
    worst_features, token_hash, toUnixTimestamp64Milli(decided_at) AS decided_at_ms,
    toUnixTimestamp64Milli(requested_at) AS requested_at_ms, toUnixTimestamp64Milli(updated_at) AS updated_at_ms
FROM retraining_runs FINAL
WHERE project = {project:String}
    AND {{which}}
ORDER BY decided_at, requested_at, run_id
