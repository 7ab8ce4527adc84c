-- How often each text occurs in some categorical features of a slice, each in a column and a grouping set of its own: half of the
-- time that one group for every entry of the maps takes.
-- slots: rows_once (view), slice (conditions), look_ups (the features as columns), sets (those columns, each in brackets), place (which
-- of them a row is about), columns
-- parameters: those of the slice, n0, n1, …: names of features
-- key: project, model, hour
-- rows: one per feature and text, most frequent first; category is null where the record had no text
-- settings: max_execution_time=300
SELECT {{place}} AS place, coalesce({{columns}}) AS category, count() AS n
FROM
(
    SELECT {{look_ups}}
    FROM {{rows_once}}
    WHERE {{slice}}
)
GROUP BY GROUPING SETS ({{sets}})
ORDER BY place, n DESC, category
