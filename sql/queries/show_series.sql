-- The newest evaluation of each series of a project and the state of its alert.
-- parameters: project String; model, monitor, version String (empty for any); limit UInt32
-- key: project, model, monitor, version
-- rows: at most limit, by name
SELECT * EXCEPT (project)
FROM series_states
WHERE project = {project:String}
    AND ({model:String} = '' OR model = {model:String})
    AND ({monitor:String} = '' OR monitor = {monitor:String})
    AND ({version:String} = '' OR version = {version:String})
ORDER BY model, monitor, version, deployment, segment
LIMIT {limit:UInt32}
