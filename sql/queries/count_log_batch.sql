-- What became of the records of one insert; all zero when it has not landed.
-- parameters: token String
-- key: token
-- rows: one
SELECT sum(read) AS read, sum(accepted) AS accepted, sum(quarantined) AS quarantined
FROM log_batches
WHERE token = {token:String}
