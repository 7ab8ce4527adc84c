-- The feature catalogue of a project.
-- parameters: project String, model String (empty for any), limit UInt32
-- key: project, model, feature
-- rows: at most limit, by name
SELECT model, feature, kind, kind_source, first_seen, last_seen
FROM catalogue
WHERE project = {project:String} AND ({model:String} = '' OR model = {model:String})
ORDER BY model, feature
LIMIT {limit:UInt32}
