-- The models of a project with their versions, oldest version first.
-- parameters: project String, model String (empty for any), limit UInt32
-- key: project, model
-- rows: at most limit, by name
SELECT
    v.model AS model,
    groupArray(v.version) AS versions,
    min(v.registered_at) AS registered_at,
    any(f.features) AS features
FROM
(
    SELECT model, CAST(version, 'String') AS version, registered_at
    FROM model_versions FINAL
    WHERE project = {project:String} AND ({model:String} = '' OR model = {model:String})
    ORDER BY model, registered_at, version
) AS v
LEFT JOIN
(
    SELECT model, count() AS features
    FROM catalogue
    WHERE project = {project:String}
    GROUP BY model
) AS f ON f.model = v.model
GROUP BY model
ORDER BY model
LIMIT {limit:UInt32}
