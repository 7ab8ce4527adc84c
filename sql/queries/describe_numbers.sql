-- What the bins of a picture are chosen from: the range of one numeric subject of a slice, its middle, and its values
-- where these are few.
-- slots: value (expression), rows_once (view), slice (conditions)
-- parameters: those of the slice, name String, few UInt32
-- key: project, model, hour
-- rows: one
SELECT
    toFloat64(count()) AS n, min(number) AS lowest, max(number) AS highest, quantiles(0.005, 0.995)(number) AS middle,
    toUInt8(countIf(number != floor(number)) = 0) AS integers, arraySort(groupUniqArray({few:UInt32})(number)) AS distinct_values
FROM
(
    SELECT assumeNotNull(value) AS number
    FROM
    (
        SELECT {{value}} AS value
        FROM {{rows_once}}
        WHERE {{slice}}
    )
    WHERE isNotNull(value) AND isFinite(value)
)
