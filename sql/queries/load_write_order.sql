-- The largest write_order of every table that has one.
-- key: none, one narrow column of each table is read
-- rows: one
SELECT max(newest) AS write_order
FROM
(
    SELECT max(write_order) AS newest FROM features
    UNION ALL SELECT max(write_order) FROM model_versions
    UNION ALL SELECT max(write_order) FROM monitors
    UNION ALL SELECT max(write_order) FROM monitor_states
    UNION ALL SELECT max(write_order) FROM profile_sources
    UNION ALL SELECT max(write_order) FROM profile_days
    UNION ALL SELECT max(build_id) FROM profile_builds
    UNION ALL SELECT max(write_order) FROM evaluations
    UNION ALL SELECT max(write_order) FROM alerts
    UNION ALL SELECT max(write_order) FROM notifications
    UNION ALL SELECT max(write_order) FROM retraining_runs
)
