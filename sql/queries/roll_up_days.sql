-- Makes the daily rows of one series anew from the newest evaluations of the windows that begin on those days.
-- A statistic that an older evaluation had and the newest lack gets a row without windows, which replaces its old one.
-- parameters: project, model, monitor, version, deployment, segment String; from, to Int64: starts of UTC days
-- key: project, model, monitor, version, deployment, segment, window_start
-- rows: one per day, subject and statistic
INSERT INTO measured_days
(
    project, model, monitor, version, deployment, segment, day, subject, feature, statistic, windows, undecided,
    worst_effect, worst_value, mean_effect, min_p_adjusted, threshold, severity, evaluated_at, write_order
)
WITH
    saved AS
    (
        SELECT
            window_start, window_end, max(write_order) AS newest_order,
            toUnixTimestamp64Milli(window_start) - positiveModulo(toUnixTimestamp64Milli(window_start), 86400000)
                AS day_ms,
            max(newest_order) OVER (PARTITION BY day_ms) AS day_order
        FROM judged_windows
        WHERE project = {project:String} AND model = {model:String} AND monitor = {monitor:String}
            AND version = {version:String} AND deployment = {deployment:String} AND segment = {segment:String}
            AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        GROUP BY window_start, window_end
    ),
    measured AS
    (
        SELECT
            window_start, window_end, subject, feature, statistic, value, effect, p_adjusted, threshold, severity,
            evaluated_at, day_ms, day_order, e.write_order = newest_order AS is_newest,
            is_newest AND status IN ('complete', 'partial') AS is_judged
        FROM evaluations AS e
        INNER JOIN saved USING (window_start, window_end)
        WHERE project = {project:String} AND model = {model:String} AND monitor = {monitor:String}
            AND version = {version:String} AND deployment = {deployment:String} AND segment = {segment:String}
            AND window_start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND window_start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND subject != 'window'
    )
SELECT
    {project:String}, {model:String}, {monitor:String}, {version:String}, {deployment:String}, {segment:String},
    fromUnixTimestamp64Milli(day_ms, 'UTC') AS day, subject, feature, statistic,
    uniqExactIf((window_start, window_end), is_judged) AS windows,
    uniqExactIf((window_start, window_end), is_newest AND NOT is_judged) AS undecided,
    maxOrNullIf(m.effect, is_judged AND isFinite(m.effect)) AS worst_effect,
    argMaxOrNullIf(m.value, m.effect, is_judged AND isFinite(m.effect)) AS worst_value,
    avgOrNullIf(m.effect, is_judged AND isFinite(m.effect)) AS mean_effect,
    minOrNullIf(m.p_adjusted, is_judged) AS min_p_adjusted,
    argMaxOrNullIf(m.threshold, window_start, is_newest AND isFinite(m.threshold)) AS threshold,
    ['none', 'warning', 'critical'][greatest(1, maxIf(indexOf(['none', 'warning', 'critical'], m.severity), is_judged))]
        AS severity,
    max(m.evaluated_at) AS evaluated_at,
    any(day_order) AS write_order
FROM measured AS m
GROUP BY day_ms, subject, feature, statistic
