-- The models of a project.
-- parameters: project String, model String (empty for any), limit UInt32
-- key: project, model
-- rows: at most limit, by name
SELECT
    model,
    uniqExact(version) AS versions,
    argMax(version, registered_at) AS newest_version,
    min(registered_at) AS first_registered_at,
    max(registered_at) AS newest_registered_at,
    any(f.features) AS features,
    if(any(f.features) = 0, NULL, any(f.last_seen)) AS last_seen
FROM model_versions AS v FINAL
LEFT JOIN
(
    SELECT model, count() AS features, max(last_seen) AS last_seen
    FROM features FINAL
    WHERE project = {project:String}
    GROUP BY model
) AS f USING (model)
WHERE project = {project:String} AND ({model:String} = '' OR model = {model:String})
GROUP BY model
ORDER BY model
LIMIT {limit:UInt32}
