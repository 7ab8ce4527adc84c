-- Each prediction once: of repeats with the same id, version and hour, the first that arrived.
-- key: project, model, hour
-- rows: one per prediction; always read with a project, a model and a span of hours
CREATE OR REPLACE VIEW predictions_once {{on_cluster}} AS
SELECT *
FROM predictions FINAL
