-- The most frequent categories of one subject of a slice, and those that are asked for by name.
-- slots: value (expression), rows_once (view), slice (conditions)
-- parameters: those of the slice, name String, names Array(String), most UInt32, since Int64: rows that arrived before
--   may have lost their features (epoch milliseconds)
-- key: project, model, hour
-- rows: at most twice as many as asked for, and one with the category NULL for rows without any
SELECT category, n, sum(n) OVER () AS row_count, sum(lost) OVER () AS expired
FROM
(
    SELECT
        value AS category, toFloat64(count()) AS n,
        toFloat64(countIf(received_at < fromUnixTimestamp64Milli({since:Int64}, 'UTC'))) AS lost
    FROM
    (
        SELECT received_at, {{value}} AS value
        FROM {{rows_once}}
        WHERE {{slice}}
    )
    GROUP BY category
)
ORDER BY isNull(category) DESC, has({names:Array(String)}, ifNull(category, '')) DESC, n DESC, category
LIMIT {most:UInt32}
