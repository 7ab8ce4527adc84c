-- The worst severity of each model on each of the 90 days that end with the newest window of the project.
-- parameters: project String
-- key: project, model
-- rows: one per model and day with judged windows; last_day_ms is the day of the newest window
WITH
    (SELECT toUnixTimestamp64Milli(max(window_end)) - 1 FROM series_states WHERE project = {project:String}) AS newest,
    newest - positiveModulo(newest, 86400000) AS last_day_ms
SELECT
    model, last_day_ms,
    toUnixTimestamp64Milli(window_start) - positiveModulo(toUnixTimestamp64Milli(window_start), 86400000) AS day_ms,
    ['none', 'warning', 'critical'][max(indexOf(['none', 'warning', 'critical'], severity))] AS severity
FROM evaluation_windows
WHERE project = {project:String} AND status IN ('complete', 'partial')
    AND window_start >= fromUnixTimestamp64Milli(assumeNotNull(last_day_ms) - 89 * 86400000, 'UTC')
GROUP BY model, last_day_ms, day_ms
ORDER BY model, day_ms
