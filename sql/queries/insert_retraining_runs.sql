-- Writes retraining runs; the largest write_order of a run wins.
-- key: project, model, run_id
-- rows: one per run given
INSERT INTO retraining_runs
(
    project, model, run_id, incident_id, notifier, from_version, to_version, state, reason, window_start, window_end,
    worst_features, token_hash, decided_at, requested_at, updated_at, write_order
)
SELECT
    project, model, run_id, incident_id, notifier, from_version, to_version, state, reason,
    fromUnixTimestamp64Milli(window_start, 'UTC'), fromUnixTimestamp64Milli(window_end, 'UTC'), worst_features,
    token_hash, fromUnixTimestamp64Milli(decided_at, 'UTC'), fromUnixTimestamp64Milli(requested_at, 'UTC'),
    fromUnixTimestamp64Milli(updated_at, 'UTC'), write_order
FROM {{rows}}('project String, model String, run_id String, incident_id String, notifier String, from_version String,
    to_version String, state String, reason String, window_start Int64, window_end Int64,
    worst_features Array(String), token_hash String, decided_at Int64, requested_at Int64, updated_at Int64,
    write_order UInt64')
