-- The newest event time of every model. The newest hour is found in the narrow key columns, then only its rows are read.
-- key: project, model, hour
-- rows: one per model
SELECT project, model, max(newest) AS event_time
FROM
(
    SELECT project, model, toUnixTimestamp64Milli(max(event_time)) AS newest
    FROM predictions
    WHERE (project, model, hour) IN (SELECT project, model, max(hour) FROM predictions GROUP BY project, model)
    GROUP BY project, model
    UNION ALL
    SELECT project, model, toUnixTimestamp64Milli(max(event_time)) AS newest
    FROM feature_samples
    WHERE (project, model, hour) IN (SELECT project, model, max(hour) FROM feature_samples GROUP BY project, model)
    GROUP BY project, model
)
GROUP BY project, model
