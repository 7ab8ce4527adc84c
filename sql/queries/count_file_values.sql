-- How many rows a local file has, and how many unusable values each of its columns: nulls_0, mismatched_0, …
-- slots: counts (expressions), file (table function on an open descriptor)
-- key: none
-- rows: one
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_execution_time=300
SELECT count() AS row_count{{counts}}
FROM {{file}}
