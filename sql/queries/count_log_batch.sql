-- What became of the records of one insert; nothing when it has not landed.
-- parameters: token String
-- key: token
-- rows: one per project
SELECT
    project, sum(read) AS read, sum(accepted) AS accepted, sum(quarantined) AS quarantined,
    sum(quarantined_bytes) AS quarantined_bytes
FROM log_batches
WHERE token = {token:String}
GROUP BY project
