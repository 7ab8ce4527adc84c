-- The measurements of the newest judged window of every series, of all projects.
-- parameters: limit UInt32
-- key: none, the key columns of the rows with subject 'window' are read, then the found windows by key
-- rows: at most limit, newest window first
SELECT
    project, model, monitor, version, deployment, segment, subject, feature, statistic, value, effect, p_adjusted,
    threshold, status, severity, n_reference, n_current, window_start, window_end, evaluated_at
FROM evaluations_once
WHERE subject != 'window' AND (project, model, monitor, version, deployment, segment, window_start, evaluation_id) IN
(
    SELECT
        project, model, monitor, version, deployment, segment,
        argMax(window_start, window_end), argMax(evaluation_id, window_end)
    FROM evaluations_once
    WHERE subject = 'window' AND status IN ('complete', 'partial')
    GROUP BY project, model, monitor, version, deployment, segment
)
ORDER BY window_end DESC, project, model, monitor, version, deployment, segment, subject, feature, statistic
LIMIT {limit:UInt32}
