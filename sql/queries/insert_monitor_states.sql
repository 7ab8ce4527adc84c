-- Writes what monitors have come to; the largest write_order wins.
-- key: project, monitor
-- rows: one per monitor given
INSERT INTO monitor_states (project, monitor, state, write_order)
SELECT project, monitor, state, write_order
FROM {{rows}}('project String, monitor String, state String, write_order UInt64')
