-- How many values each reference of a baseline has, so that the values can be read in pieces. Only the sizes of the arrays are read:
-- their length would take the arrays themselves into memory.
-- parameters: project String, hash String
-- key: project, baseline_hash
-- rows: one per reference, in the order of the baseline
SELECT feature, position, sorted_values.size0 AS size
FROM baseline_values FINAL
WHERE project = {project:String} AND baseline_hash = {hash:String}
ORDER BY position
