-- How often each text occurs in the categorical columns of a local file.
-- slots: texts (an array of expressions, one per column), file (table function on an open descriptor)
-- key: none
-- rows: one per column (position from 1) and text, most frequent first
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_execution_time=300
SELECT position, assumeNotNull(value) AS category, count() AS n
FROM (SELECT {{texts}} AS texts FROM {{file}})
ARRAY JOIN arrayEnumerate(texts) AS position, texts AS value
WHERE isNotNull(value)
GROUP BY position, category
ORDER BY position, n DESC, category
