-- What arrived per hour: records that were accepted, and those that were rejected into quarantine with the bytes of their
-- text. Records of a log are counted as they landed, for 14 days; others as they are stored, where a repeat counts until
-- it is merged away.
-- key: received_at; always read with a project and a span of hour
-- rows: one per model, kind and hour of arrival
CREATE OR REPLACE VIEW ingest_hours {{on_cluster}} AS
SELECT
    project, model, kind, hour, sum(taken) AS accepted, sum(refused) AS rejected, sum(refused_bytes) AS rejected_bytes
FROM
(
    SELECT
        project, model, CAST(kind, 'String') AS kind, toStartOfHour(received_hour) AS hour, sum(l.accepted) AS taken,
        sum(l.quarantined) AS refused, sum(l.quarantined_bytes) AS refused_bytes
    FROM log_batches AS l
    GROUP BY project, model, kind, hour
    UNION ALL
    SELECT
        project, CAST(p.model, 'String') AS model, 'prediction' AS kind,
        toStartOfHour(received_at) AS hour, count(), 0, 0
    FROM predictions AS p
    WHERE source != 'kafka'
    GROUP BY project, model, hour
    UNION ALL
    SELECT
        project, CAST(s.model, 'String') AS model, 'feature_sample' AS kind,
        toStartOfHour(received_at) AS hour, count(), 0, 0
    FROM feature_samples AS s
    WHERE source != 'kafka'
    GROUP BY project, model, hour
    UNION ALL
    SELECT
        project, CAST(l.model, 'String') AS model, 'label' AS kind, toStartOfHour(received_hour) AS hour, count(), 0, 0
    FROM labels AS l
    WHERE source != 'kafka'
    GROUP BY project, model, hour
    UNION ALL
    SELECT
        project, model, CAST(q.kind, 'String') AS kind, toStartOfHour(received_at) AS hour, 0,
        uniqExact(quarantine_id), sum(raw_bytes)
    FROM quarantine AS q
    WHERE topic = ''
    GROUP BY project, model, kind, hour
)
GROUP BY project, model, kind, hour
