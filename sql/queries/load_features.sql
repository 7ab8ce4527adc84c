-- The whole catalogue.
-- key: project, model, feature
-- rows: one per feature; at most 10,000 per model
SELECT
    project, model, feature, kind, kind_source,
    toUnixTimestamp64Milli(first_seen) AS first_seen_ms, toUnixTimestamp64Milli(last_seen) AS last_seen_ms
FROM catalogue
ORDER BY project, model, feature
