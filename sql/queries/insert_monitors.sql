-- Records which monitor definitions are in force.
-- key: project, monitor, policy_hash
-- rows: one per monitor given
INSERT INTO monitors (project, monitor, policy_hash, model, definition, loaded_at, write_order)
SELECT project, monitor, policy_hash, model, definition, fromUnixTimestamp64Milli(loaded_at, 'UTC'), write_order
FROM {{rows}}('project String, monitor String, policy_hash String, model String, definition String, loaded_at Int64,
    write_order UInt64')
