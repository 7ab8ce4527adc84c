-- How many bytes each column of the row samples of a baseline has, so that they can be read in pieces.
-- parameters: project String, hash String
-- key: project, baseline_hash, position
-- rows: one per column, in the order of the baseline
SELECT position, 8 * length(numbers) + 4 * (length(codes) + length(offsets) + length(elements)) AS bytes
FROM baseline_rows FINAL
WHERE project = {project:String} AND baseline_hash = {hash:String}
ORDER BY position
