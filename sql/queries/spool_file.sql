-- Parses a local file once into a temporary one, which further statements read by column.
-- slots: spool (table function on an open descriptor of an empty file), file (table function on an open descriptor)
-- key: none
-- rows: none
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, engine_file_truncate_on_insert=1, output_format_parquet_row_group_size=200000, output_format_parquet_row_group_size_bytes=67108864, max_memory_usage=4000000000, max_execution_time=7200
INSERT INTO FUNCTION {{spool}}
SELECT *
FROM {{file}}
