-- The newest baseline with values of a subject, for a segment; one of the version goes before one of all versions.
-- parameters: project String, model String, version String (empty for any), segment String, subject String,
--   feature String
-- key: project, model
-- rows: at most one
SELECT baseline_hash
FROM baselines FINAL
WHERE project = {project:String} AND model = {model:String}
    AND ({version:String} = '' OR version IN ('', {version:String}))
    AND (JSONExtractString(origin, 'segment') = {segment:String} OR JSONExtractString(origin, 'kind') = 'file')
    AND baseline_hash IN
    (
        SELECT baseline_hash
        FROM baseline_values
        WHERE project = {project:String} AND subject = {subject:String} AND feature = {feature:String}
    )
ORDER BY version = {version:String} DESC, created_at DESC
LIMIT 1
