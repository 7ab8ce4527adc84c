-- Each evaluation once: of a window that was evaluated again, the rows of the newest evaluation.
-- Rows of an older evaluation that the newest did not replace (it measured fewer subjects) are recognised by their
-- evaluation_id, which differs from that of the row with subject 'window'.
-- key: project, model, monitor, version, deployment, segment, window_start
-- rows: one per evaluation (subject 'window') and one per judged measurement
CREATE OR REPLACE VIEW evaluations_once {{on_cluster}} AS
SELECT *
FROM evaluations FINAL
