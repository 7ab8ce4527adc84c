-- The models of a project as they stand now.
-- parameters: project String, limit UInt32
-- key: project
-- rows: at most limit, by name
SELECT * EXCEPT (project)
FROM model_states
WHERE project = {project:String}
ORDER BY model
LIMIT {limit:UInt32}
