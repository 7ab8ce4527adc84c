-- How many numbers of some columns of a local file lie in each bin of a grid, with their sum and variance.
-- A bin is named by its lower edge; bins without a number are left out.
-- slots: bins and numbers (arrays of expressions, one per column), file (table function on an open descriptor)
-- key: none
-- rows: one per column (position from 1) and bin
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_execution_time=3600
SELECT toUInt32(position) AS position, bin, toFloat64(count()) AS n, sum(x) AS total, varPopStable(x) AS variance
FROM (SELECT {{bins}} AS bins, {{numbers}} AS numbers FROM {{file}})
ARRAY JOIN arrayEnumerate(bins) AS position, bins AS bin, numbers AS x
WHERE isNotNull(x)
GROUP BY position, bin
