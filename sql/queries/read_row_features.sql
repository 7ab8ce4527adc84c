-- A sample of the rows of a slice with their features: those whose hash is smallest, in the order of the hash.
-- Places stand for names: 1, 2, … for those asked for, 0 for others, so that a row costs one look-up per feature it has.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, seed String, ceiling UInt32, rows UInt32, numbers Array(String),
--   number_places Array(UInt32), texts Array(String), text_places Array(UInt32)
-- key: project, model, hour
-- rows: at most `rows`
-- settings: max_execution_time=300
WITH toUInt32(bitShiftRight(cityHash64({seed:String}, prediction_id), 32)) AS row_hash
SELECT
    arrayMap(name -> transform(toString(name), {numbers:Array(String)}, {number_places:Array(UInt32)}, toUInt32(0)),
        mapKeys(numeric_features)) AS number_places,
    arrayMap(number -> ifNull(number, nan), mapValues(numeric_features)) AS numbers,
    arrayMap(name -> transform(toString(name), {texts:Array(String)}, {text_places:Array(UInt32)}, toUInt32(0)),
        mapKeys(categorical_features)) AS text_places,
    mapValues(categorical_features) AS texts
FROM {{rows_once}}
WHERE {{slice}} AND row_hash <= {ceiling:UInt32}
ORDER BY row_hash, prediction_id, version, event_time
LIMIT {rows:UInt32}
