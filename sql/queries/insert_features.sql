-- Writes catalogue entries; the largest write_order of a feature wins.
-- key: project, model, feature
-- rows: one per entry given
INSERT INTO features (project, model, feature, kind, kind_source, first_seen, last_seen, write_order)
SELECT
    project, model, feature, kind, kind_source, fromUnixTimestamp64Milli(first_seen, 'UTC'),
    fromUnixTimestamp64Milli(last_seen, 'UTC'), write_order
FROM {{rows}}('project String, model String, feature String, kind String, kind_source String, first_seen Int64,
    last_seen Int64, write_order UInt64')
