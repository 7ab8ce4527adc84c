-- The labelled predictions of a local file, in the same form as read_outcomes gives them; classes agree as there.
-- slots: prediction, label (texts), score (a number), file (table function on an open descriptor)
-- parameters: with_classes UInt8
-- key: none
-- rows: one
-- settings: schema_inference_use_cache_for_file=0, use_cache_for_count_from_files=0, schema_inference_make_columns_nullable=1, input_format_try_infer_dates=0, input_format_try_infer_datetimes=0, input_format_max_rows_to_read_for_schema_inference=100000, max_memory_usage=4000000000, max_execution_time=300
WITH
    text -> if(
        match(text, '^-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?$'), toFloat64OrNull(text), NULL
    ) AS number_of,
    text -> multiIf(
        NOT {with_classes:UInt8}, '', isNotNull(number_of(text)), toString(assumeNotNull(number_of(text))),
        text = 'true', '1', text = 'false', '0', text
    ) AS class_of,
    outcomes AS
    (
        SELECT
            assumeNotNull({{prediction}}) AS predicted_text,
            assumeNotNull({{label}}) AS label_text,
            {{score}} AS predicted_score,
            class_of(predicted_text) AS predicted_key,
            class_of(label_text) AS label_key
        FROM {{file}}
        WHERE isNotNull({{prediction}}) AND isNotNull({{label}})
    ),
    columns AS
    (
        SELECT
            arrayConcat(groupArray(predicted_key), groupArray(label_key)) AS keys,
            arrayConcat(
                groupUniqArray((predicted_key, if({with_classes:UInt8}, predicted_text, ''))),
                groupUniqArray((label_key, if({with_classes:UInt8}, label_text, '')))
            ) AS pairs,
            groupArray(ifNull(number_of(predicted_text), nan)) AS predicted_numbers,
            groupArray(ifNull(number_of(label_text), nan)) AS label_numbers,
            groupArray(ifNull(predicted_score, nan)) AS scores
        FROM outcomes
    )
SELECT
    arrayEnumerateDense(keys) AS codes,
    arrayDistinct(keys) AS class_keys,
    pairs.1 AS pair_keys,
    pairs.2 AS pair_texts,
    predicted_numbers, label_numbers, scores
FROM columns
