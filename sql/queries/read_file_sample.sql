-- A sample of the rows of a local file, their columns side by side: those whose hash of seed and place is smallest, in the
-- order of the hash. One thread reads the file in its own order, so that a row keeps its place.
-- slots: numbers, texts (lists of expressions), file (table function on an open descriptor)
-- parameters: seed String, rows UInt32, ceiling UInt32 (of the upper half of the hash; it keeps enough rows)
-- key: none
-- rows: at most `rows`
-- settings: max_threads=1, input_format_parallel_parsing=0, input_format_parquet_preserve_order=1, schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_execution_time=300
SELECT
    CAST([{{numbers}}], 'Array(Float64)') AS numbers,
    CAST([{{texts}}], 'Array(Nullable(String))') AS texts
FROM (SELECT *, cityHash64({seed:String}, rowNumberInAllBlocks()) AS plumbline_row_hash FROM {{file}})
WHERE bitShiftRight(plumbline_row_hash, 32) <= {ceiling:UInt32}
ORDER BY plumbline_row_hash
LIMIT {rows:UInt32}
