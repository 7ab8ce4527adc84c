-- The feature catalogue.
-- parameters: project, model (empty for all), limit
-- key: project, model, feature
-- rows: one per feature
SELECT model, feature, kind, kind_source, first_seen, last_seen
FROM features FINAL
WHERE project = {project:String} AND ({model:String} = '' OR model = {model:String})
ORDER BY model, feature
LIMIT {limit:UInt32}
