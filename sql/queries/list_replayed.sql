-- What came of the last trial of records of quarantine.
-- parameters: project String; ids Array(String)
-- key: project, quarantine_id
-- rows: one per record that was tried again
SELECT quarantine_id, code, path
FROM quarantine_replays FINAL
WHERE project = {project:String} AND quarantine_id IN {ids:Array(String)}
ORDER BY quarantine_id
