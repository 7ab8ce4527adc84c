-- How many lists of numbers of each length a column of a local file holds, and the first row with such a list.
-- One thread reads the file in its own order, so that a row keeps its place.
-- slots: length (an expression), file (table function on an open descriptor)
-- key: none
-- rows: one per length, most frequent first, at most 100; 0 for rows without a list, -1 for a text that is no list
-- settings: max_threads=1, input_format_parallel_parsing=0, input_format_parquet_preserve_order=1, schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_execution_time=3600
SELECT toFloat64(vector_length) AS length, toFloat64(count()) AS n, toFloat64(min(place)) AS first_place
FROM (SELECT {{length}} AS vector_length, rowNumberInAllBlocks() AS place FROM {{file}})
GROUP BY vector_length
ORDER BY n DESC, length DESC
LIMIT 100
