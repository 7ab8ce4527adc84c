-- Retraining runs with what became of them, suppressed decisions included; the hash of the callback token stays here.
-- key: project, model, run_id
-- rows: one per run
CREATE OR REPLACE VIEW retraining_log {{on_cluster}} AS
SELECT
    project, run_id, incident_id, notifier, model, from_version, to_version, state, reason, window_start, window_end,
    worst_features, decided_at, requested_at, updated_at
FROM retraining_runs FINAL
