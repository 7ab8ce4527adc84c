-- The numbers of a column of a local file that lie in some bins of a grid, which are named by their lower edges.
-- slots: number, bin (expressions), wanted (a list of numbers), file (table function on an open descriptor)
-- key: none
-- rows: one per number in the bins
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_execution_time=3600
SELECT assumeNotNull(number) AS x
FROM (SELECT {{number}} AS number, {{bin}} AS bin FROM {{file}})
WHERE isNotNull(number) AND bin IN ({{wanted}})
