-- The rows of a local file as they are.
-- slots: file (table function on an open descriptor)
-- key: none
-- rows: one per row of the file
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_threads=1, output_format_json_quote_64bit_integers=1
SELECT *
FROM {{file}}
