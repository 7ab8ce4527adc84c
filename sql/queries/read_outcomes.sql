-- The labelled predictions of a slice as arrays of equal length. Of several labels the newest known one wins.
-- Labels are joined first and reduced afterwards: reducing all labels of a model would be slow. Sorting the joined ones
-- and keeping the first of each prediction takes a third of the time of argMax.
-- Classes agree as numbers where both are numbers (1 and 1.0, true and 1), else as text.
-- slots: rows_once (view), slice (conditions)
-- parameters: those of the slice, labels_from Int64, as_of Int64, with_classes UInt8
-- key: project, model, hour of predictions; project, model, received_hour of labels
-- rows: one; codes hold the classes of all predictions, then of all labels, counted from 1 in the order of class_keys
-- settings: max_execution_time=300
WITH
    (text, number) -> multiIf(
        NOT {with_classes:UInt8}, '', isNotNull(number), toString(assumeNotNull(number)), text = 'true', '1',
        text = 'false', '0', text
    ) AS class_of,
    outcomes AS
    (
        SELECT
            ifNull(p.prediction_text, '') AS predicted_text,
            p.prediction_number AS predicted_number,
            p.score AS predicted_score,
            l.label_text AS label_text,
            l.label_number AS label_number,
            class_of(predicted_text, predicted_number) AS predicted_key,
            class_of(label_text, label_number) AS label_key
        FROM labels AS l
        INNER JOIN
        (
            SELECT prediction_id, version, hour, prediction_text, prediction_number, score
            FROM {{rows_once}}
            WHERE {{slice}}
        ) AS p ON l.prediction_id = p.prediction_id
        WHERE l.project = {project:String} AND l.model = {model:String}
            AND l.received_hour >= fromUnixTimestamp64Milli({labels_from:Int64}, 'UTC')
            AND l.received_at <= fromUnixTimestamp64Milli({as_of:Int64}, 'UTC')
        ORDER BY l.arrival DESC
        LIMIT 1 BY p.prediction_id, p.version, p.hour
    ),
    columns AS
    (
        SELECT
            arrayConcat(groupArray(predicted_key), groupArray(label_key)) AS keys,
            arrayConcat(
                groupUniqArray((predicted_key, if({with_classes:UInt8}, predicted_text, ''))),
                groupUniqArray((label_key, if({with_classes:UInt8}, label_text, '')))
            ) AS pairs,
            groupArray(ifNull(predicted_number, nan)) AS predicted_numbers,
            groupArray(ifNull(label_number, nan)) AS label_numbers,
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
