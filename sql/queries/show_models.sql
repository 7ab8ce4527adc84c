-- Models with their traffic so far: everything that was met or declared.
-- parameters: project, limit
-- key: project, model
-- rows: one per model
SELECT
    v.model AS model,
    groupArray(v.version) AS versions,
    min(v.registered_at) AS registered_at,
    any(f.features) AS features
FROM
(
    SELECT model, version, registered_at
    FROM model_versions FINAL
    WHERE project = {project:String}
    ORDER BY model, registered_at
) AS v
LEFT JOIN
(
    SELECT model, count() AS features
    FROM features FINAL
    WHERE project = {project:String}
    GROUP BY model
) AS f ON f.model = v.model
GROUP BY model
ORDER BY model
LIMIT {limit:UInt32}
