-- When the first record of a project arrived, of those that are kept.
-- parameters: project String
-- key: project; of its rows one narrow column is read, so an answer is worth remembering
-- rows: one, NULL before the first record
SELECT minOrNull(first) AS first_event_at
FROM
(
    SELECT minOrNull(received_at) AS first FROM predictions WHERE project = {project:String}
    UNION ALL
    SELECT minOrNull(received_at) AS first FROM labels WHERE project = {project:String}
    UNION ALL
    SELECT minOrNull(received_at) AS first FROM feature_samples WHERE project = {project:String}
)
