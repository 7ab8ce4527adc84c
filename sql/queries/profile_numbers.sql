-- Histograms of numeric subjects of a slice on their grids, hour by hour. A value is counted at the largest bound that is
-- not above it; bounds lie just above the edges of the grid.
-- slots: rows_once (view), slice (conditions), values, bounds (lists of expressions, one per subject), positions
-- parameters: those of the slice, n0, n1, …: names of features; e0, e1, …: bounds; centres Array(Float64)
-- key: project, model, hour
-- rows: one per hour and subject with values
-- settings: max_execution_time=300
SELECT
    toFloat64(toUnixTimestamp64Milli(hour)) AS start, toFloat64(place) AS subject_place, groupArray(bound) AS bin_bounds,
    groupArray(toFloat64(n)) AS bin_counts, groupArray(total) AS bin_sums, sum(squares) AS square_sum,
    min(smallest) AS lowest, max(largest) AS highest
FROM
(
    SELECT
        hour, place, bound, count() AS n, sum(number) AS total, sum((number - centre) * (number - centre)) AS squares,
        min(number) AS smallest, max(number) AS largest
    FROM
    (
        SELECT hour, assumeNotNull(value) AS number, bound, place, centre
        FROM
        (
            SELECT hour, [{{values}}] AS subject_values, [{{bounds}}] AS subject_bounds
            FROM {{rows_once}}
            WHERE {{slice}}
        )
        ARRAY JOIN
            subject_values AS value, subject_bounds AS bound, [{{positions}}] AS place,
            {centres:Array(Float64)} AS centre
        WHERE isNotNull(value) AND isFinite(value)
    )
    GROUP BY hour, place, bound
)
GROUP BY hour, place
