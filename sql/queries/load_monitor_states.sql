-- What the monitors of a project have come to.
-- parameters: project String
-- key: project, monitor
-- rows: one per monitor
SELECT project, monitor, state
FROM monitor_states FINAL
WHERE project = {project:String}
ORDER BY monitor
