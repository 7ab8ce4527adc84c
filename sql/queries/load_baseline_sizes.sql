-- How many values each reference of a baseline has, so that the values can be read in pieces.
-- parameters: project String, hash String
-- key: project, baseline_hash
-- rows: one per reference, in the order of the baseline
SELECT position, length(sorted_values) AS size
FROM baseline_values FINAL
WHERE project = {project:String} AND baseline_hash = {hash:String}
ORDER BY position
