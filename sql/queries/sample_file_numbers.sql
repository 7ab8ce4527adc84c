-- A seeded sample of each of some numeric columns of a local file: s0, s1, …; one thread, so that a seed gives one sample.
-- slots: samples (aggregates), file (table function on an open descriptor)
-- key: none
-- rows: one, of arrays
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_threads=1, max_execution_time=3600
SELECT {{samples}}
FROM {{file}}
