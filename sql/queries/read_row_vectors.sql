-- A sample of the rows of a slice with one embedding: those whose hash is smallest, in the order of the hash.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, seed String, ceiling UInt32, rows UInt32, embedding String
-- key: project, model, hour
-- rows: at most `rows`; the vector is empty where a row has none
-- settings: max_execution_time=300
WITH toUInt32(bitShiftRight(cityHash64({seed:String}, prediction_id), 32)) AS row_hash
SELECT embeddings[{embedding:String}] AS vector
FROM {{rows_once}}
WHERE {{slice}} AND row_hash <= {ceiling:UInt32}
ORDER BY row_hash, prediction_id, version, event_time
LIMIT {rows:UInt32}
