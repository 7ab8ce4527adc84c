-- Every known feature with its kind: as it was declared or learnt by a gateway, else as records of a log showed it first.
-- The second part leaves the model as text: ClickHouse fails on a condition that it moves below a cast of a grouped column.
-- key: project, model, feature
-- rows: one per feature of a model
CREATE OR REPLACE VIEW catalogue {{on_cluster}} AS
SELECT project, model, feature, kind, kind_source, first_seen, last_seen
FROM features FINAL
UNION ALL
SELECT
    project, model, feature, argMin(kind, first_received_at) AS kind,
    CAST('learnt', 'LowCardinality(String)') AS kind_source, min(first_seen) AS first_seen, max(last_seen) AS last_seen
FROM
(
    SELECT
        project, model, feature, kind, min(s.first_seen) AS first_seen, max(s.last_seen) AS last_seen,
        min(s.first_received_at) AS first_received_at
    FROM features_seen AS s
    GROUP BY project, model, feature, kind
)
WHERE (project, model, feature) NOT IN (SELECT project, model, feature FROM features)
GROUP BY project, model, feature
