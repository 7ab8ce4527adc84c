-- Records in quarantine; one that a repeated batch wrote twice is shown once. Of a record that was tried again and is
-- still refused the newest reason is shown; one that has landed has replayed_at.
-- key: project, received_at; always read with a project and a span of received_at
-- rows: one per record
CREATE OR REPLACE VIEW quarantine_log {{on_cluster}} AS
SELECT DISTINCT
    project, quarantine_id, received_at, kind, source, topic, log_partition, log_offset, line, model,
    if(r.code != '', r.code, q.code) AS code, if(r.code != '', r.path, q.path) AS path,
    if(r.code != '', r.reason, q.reason) AS reason, raw, raw_bytes,
    if(r.is_tried AND r.code = '', r.replayed_at, NULL) AS replayed_at
FROM quarantine AS q
LEFT JOIN
(
    SELECT project, quarantine_id, replayed_at, code, path, reason, 1 AS is_tried
    FROM quarantine_replays FINAL
) AS r USING (project, quarantine_id)
