-- Appends labels; nothing is replaced, so that what was known when can be told.
-- key: project, model, received_hour, prediction_id, received_at
-- rows: one per row given
INSERT INTO labels
(
    project, model, received_hour, prediction_id, received_at, event_time, prediction_timestamp, label_text,
    label_number, source, arrival
)
SELECT
    project, model, fromUnixTimestamp64Milli(received_at - positiveModulo(received_at, 3600000), 'UTC'),
    prediction_id, fromUnixTimestamp64Milli(received_at, 'UTC'),
    if(isNull(event_time), NULL, fromUnixTimestamp64Milli(assumeNotNull(event_time), 'UTC')),
    if(isNull(prediction_timestamp), NULL, fromUnixTimestamp64Milli(assumeNotNull(prediction_timestamp), 'UTC')),
    label_text, label_number, source, toUInt64(received_at) * 1048576 + rowNumberInAllBlocks()
FROM {{rows}}('project String, model String, prediction_id String, received_at Int64, event_time Nullable(Int64),
    prediction_timestamp Nullable(Int64), label_text String, label_number Nullable(Float64), source String')
