-- Makes the daily rows of measurements anew from the newest evaluations of the windows that begin on those days.
-- A statistic that an older evaluation had and the newest lack gets a row without windows, which replaces its old one.
-- slots: which (conditions on a window: the columns of a series, and window_start)
-- parameters: those of the slot
-- key: project, model, monitor, version, deployment, segment, window_start
-- rows: one per series, day, subject and statistic
INSERT INTO measured_days
(
    project, model, monitor, version, deployment, segment, day, subject, feature, statistic, windows, undecided,
    worst_effect, worst_value, mean_effect, min_p_adjusted, threshold, severity, evaluated_at, write_order
)
WITH
    newest AS
    (
        SELECT
            project, model, monitor, version, deployment, segment, window_start, window_end,
            max(judged_windows.write_order) AS newest_order
        FROM judged_windows
        WHERE {{which}}
        GROUP BY project, model, monitor, version, deployment, segment, window_start, window_end
    ),
    measured AS
    (
        SELECT
            project, model, monitor, version, deployment, segment, window_start, subject, feature, statistic, value,
            effect, p_adjusted, threshold, status, severity, evaluated_at, newest_order,
            write_order = newest_order AS is_newest,
            is_newest AND status IN ('complete', 'partial') AS is_judged
        FROM evaluations
        INNER JOIN newest USING (project, model, monitor, version, deployment, segment, window_start, window_end)
        WHERE {{which}} AND subject != 'window'
    )
SELECT
    project, model, monitor, version, deployment, segment,
    fromUnixTimestamp64Milli(toUnixTimestamp64Milli(window_start) - positiveModulo(toUnixTimestamp64Milli(window_start), 86400000), 'UTC') AS day, subject, feature, statistic,
    uniqExactIf(window_start, is_judged) AS windows,
    uniqExactIf(window_start, is_newest AND NOT is_judged) AS undecided,
    maxOrNullIf(effect, is_judged AND isFinite(effect)) AS worst_effect,
    argMaxOrNullIf(value, effect, is_judged AND isFinite(effect)) AS worst_value,
    avgOrNullIf(effect, is_judged AND isFinite(effect)) AS mean_effect,
    minOrNullIf(m.p_adjusted, is_judged AND isNotNull(m.p_adjusted)) AS min_p_adjusted,
    argMaxOrNullIf(m.threshold, window_start, is_newest AND isFinite(m.threshold)) AS threshold,
    ['none', 'warning', 'critical'][greatest(1, maxIf(indexOf(['none', 'warning', 'critical'], m.severity), is_judged))] AS severity,
    max(m.evaluated_at) AS evaluated_at,
    max(newest_order) AS write_order
FROM measured AS m
GROUP BY project, model, monitor, version, deployment, segment, day, subject, feature, statistic
