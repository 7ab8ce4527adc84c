-- Marks of what a project has: one differs from its former value when there is something new. They are small to read:
-- the counts come from the index.
-- parameters: project String
-- key: project
-- rows: one
SELECT
    (SELECT toString(max(write_order)) FROM judged_windows WHERE project = {project:String}) AS evaluations,
    (
        SELECT concat(toString(uniqExact(transition_id)), '-', toString(toUnixTimestamp64Milli(max(at))))
        FROM incidents
        WHERE project = {project:String}
    ) AS incidents,
    (SELECT toString(max(write_order)) FROM notifications WHERE project = {project:String}) AS notifications,
    (SELECT toString(max(write_order)) FROM retraining_runs WHERE project = {project:String}) AS retraining,
    concat(
        toString((SELECT count() FROM predictions WHERE project = {project:String})), '-',
        toString((SELECT count() FROM labels WHERE project = {project:String})), '-',
        toString((SELECT count() FROM feature_samples WHERE project = {project:String})), '-',
        toString((SELECT count() FROM quarantine WHERE project = {project:String}))) AS ingest,
    -- Records are there before the model, its versions and its features are: these are noted beside them.
    concat(
        toString((SELECT uniqExact(model, version) FROM model_versions WHERE project = {project:String})), '-',
        toString((SELECT uniqExact(model, feature) FROM features WHERE project = {project:String})), '-',
        toString((SELECT uniqExact(model, feature) FROM features_seen WHERE project = {project:String}))) AS models
