-- Measurements by the day on which their windows begin, newest evaluations only.
-- key: project, model, monitor, version, deployment, segment, day
-- rows: one per series, day, subject and statistic
CREATE OR REPLACE VIEW measurement_days {{on_cluster}} AS
SELECT
    project, model, monitor, version, deployment, segment, subject, feature, statistic, day, windows, undecided,
    worst_effect, worst_value, mean_effect, min_p_adjusted, threshold, severity
FROM measured_days FINAL
WHERE windows + undecided > 0
