-- How many rows of a slice each bin of a picture has. A value is counted at the largest bound that is not above it.
-- slots: value (expression), rows_once (view), slice (conditions)
-- parameters: those of the slice, name String, bounds Array(Float64), since Int64: rows that arrived before may have
--   lost their features (epoch milliseconds)
-- key: project, model, hour
-- rows: one per bin with values, and one with the bound NULL for rows without a number
SELECT
    bound, toFloat64(count()) AS n, min(number) AS lowest, max(number) AS highest,
    toFloat64(countIf(received_at < fromUnixTimestamp64Milli({since:Int64}, 'UTC'))) AS expired
FROM
(
    SELECT
        received_at, if(isNotNull(value) AND isFinite(value), value, NULL) AS number,
        if(isNotNull(number), toNullable(roundDown(assumeNotNull(number), {bounds:Array(Float64)})), NULL) AS bound
    FROM
    (
        SELECT received_at, {{value}} AS value
        FROM {{rows_once}}
        WHERE {{slice}}
    )
)
GROUP BY bound
