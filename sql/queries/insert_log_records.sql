-- Writes a range of a log: every record goes into its table or into quarantine, through the views of incoming_records.
-- Most records are plainly good, which a few cheap tests of their fields show; only the others are explained, with the
-- codes and paths of ingest/. Values are told apart by their first character, because extraction into a type makes 0 of
-- text and null. The engine's parser knows neither integers beyond 64 bits nor numbers beyond a double: such text is
-- mended and read again. Why in SQL, and what was measured: docs/decisions/0006.
-- parameters: token, topic, kind String; log_partition Int32; entry_bytes, entry_lines UInt64;
--   id_field String: prediction_id or sample_id; fields, required Array(String): of the kind; ignore_unknown UInt8;
--   past_ms, future_ms Int64: bounds of event time around the entry's own time; codes, reasons Array(String)
-- key: none, the rows are bytes
-- rows: one per record
INSERT INTO incoming_records
(
    token, topic, log_partition, log_offset, line, position, kind, source, project, model, received_at, received_ms,
    code, path, reason, raw, raw_budget, record_id, version, deployment, event_ms, prediction_ms, prediction_text,
    prediction_number, label_text, label_number, score, scores, numeric_features, categorical_features, embeddings, tags,
    weight
)
WITH
    value -> if(position(value, '\\') = 0, substring(value, 2, length(value) - 2), JSONExtractString(value)) AS text_of,
    value -> assumeNotNull(toFloat64OrNull(value)) + 0. AS number_of,
    -- JavaScript writes the exponent of a large number with a sign.
    value -> multiIf(
        ascii(value) = 34, text_of(value),
        ascii(value) IN (116, 102), value,
        replaceOne(replaceOne(toString(number_of(value)), 'e', 'e+'), 'e+-', 'e-')) AS canonical_text,
    value -> multiIf(
        ascii(value) = 34, if(
            match(value, '^"-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?"$') AND isFinite(number_of(text_of(value))),
            number_of(text_of(value)), NULL),
        value = 'true', 1.,
        value = 'false', 0.,
        number_of(value)) AS canonical_number,
    -- Of a name that comes twice the last counts.
    (names, values) -> if(arrayUniq(names) = length(names), mapFromArrays(names, values), mapFromArrays(
        arrayDistinct(names),
        arrayMap(name -> arrayReverse(values)[indexOf(arrayReverse(names), name)], arrayDistinct(names)))) AS last_of,
    problem.1 AS code
SELECT
    {token:String}, {topic:String}, {log_partition:Int32}, log_offset, line, position, {kind:String}, 'kafka', project,
    if(ascii(raw_model) = 34, text_of(raw_model), ''), fromUnixTimestamp64Milli(received_ms, 'UTC'), received_ms,
    code, problem.2, if(code = '', '', transform(code, {codes:Array(String)}, {reasons:Array(String)}, code)),
    if(code = '', '', record), raw_budget,
    if(ascii(raw_id) = 34, text_of(raw_id), ''), if(ascii(raw_version) = 34, text_of(raw_version), ''),
    if(raw_deployment = '', 'live', text_of(raw_deployment)), event_ms, prediction_ms,
    if(raw_prediction = '' OR code != '', '', canonical_text(raw_prediction)),
    if(raw_prediction = '' OR code != '', NULL, canonical_number(raw_prediction)),
    if(raw_label = '' OR code != '', NULL, canonical_text(raw_label)),
    if(raw_label = '' OR code != '', NULL, canonical_number(raw_label)),
    toFloat64OrNull(raw_score),
    if(raw_scores = '' OR code != '', map(), last_of(
        JSONExtractKeys(raw_scores), arrayMap(entry -> number_of(entry.2), JSONExtractKeysAndValuesRaw(raw_scores)))),
    last_of(
        arrayFilter((name, is_text) -> NOT is_text, feature_names, feature_is_text),
        arrayMap(value -> toFloat64OrNull(value),
            arrayFilter((value, is_text) -> NOT is_text, feature_values, feature_is_text))),
    last_of(
        arrayFilter((name, is_text) -> is_text, feature_names, feature_is_text),
        arrayMap(value -> if(ascii(value) = 34, text_of(value), value),
            arrayFilter((value, is_text) -> is_text, feature_values, feature_is_text))),
    if(raw_embeddings = '' OR code != '', map(), last_of(
        JSONExtractKeys(raw_embeddings),
        arrayMap(entry -> JSONExtract(entry.2, 'Array(Float32)'), JSONExtractKeysAndValuesRaw(raw_embeddings)))),
    if(raw_tags = '' OR code != '', map(), last_of(
        JSONExtractKeys(raw_tags), arrayMap(entry -> text_of(entry.2), JSONExtractKeysAndValuesRaw(raw_tags)))),
    if(raw_weight = '', 1., number_of(raw_weight))
FROM
(
    WITH
        value -> if(position(value, '\\') = 0, substring(value, 2, length(value) - 2), JSONExtractString(value))
            AS text_of,
        step -> concat('/', replaceAll(replaceAll(
            if(lengthUTF8(step) > 300, concat(substringUTF8(step, 1, 300), '…'), step), '~', '~0'), '/', '~1')) AS pointer,
        value -> (ascii(value) = 45 OR ascii(value) BETWEEN 48 AND 57) AS is_number,
        value -> match(value, '(?i)^"[+-]?(nan|inf(inity)?)"$') AS is_not_finite,
        (value, most, code) -> multiIf(
            ascii(value) != 34, 'wrong_type', length(text_of(value)) BETWEEN 1 AND most, '', code) AS name_fault,
        value -> multiIf(ascii(value) != 34, 'wrong_type', length(text_of(value)) > 8192, 'string_too_long', '')
            AS text_fault,
        value -> multiIf(is_number(value), '', is_not_finite(value), 'number_not_finite', 'wrong_type') AS number_fault,
        value -> multiIf(
            is_number(value) OR value IN ('true', 'false'), '', is_not_finite(value), 'number_not_finite',
            text_fault(value)) AS scalar_fault,
        value -> if(value = 'null', '', scalar_fault(value)) AS feature_fault,
        value -> multiIf(
            ascii(value) != 91, 'wrong_type',
            JSONLength(value) > 4096, 'too_many_features',
            arrayFirst(fault -> fault != '', arrayMap(number -> number_fault(number), JSONExtractArrayRaw(value))))
            AS vector_fault,
        (value, ms, past) -> multiIf(
            ascii(value) != 34 AND NOT is_number(value), 'wrong_type',
            match(value, '^"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?"$'),
                'timestamp_without_zone',
            is_number(value) AND abs(toFloat64OrZero(value)) < 1e11 AND toFloat64OrZero(value) != 0,
                'timestamp_in_seconds',
            ms IS NULL, 'invalid_timestamp',
            ms < greatest(-2208988800000, received_ms - past) OR ms > least(10382256000000, received_ms + {future_ms:Int64}),
                'timestamp_out_of_range',
            '') AS time_fault,
        -- The first entry of a map that is at fault: its code and its path below the map.
        (value, most, fault_of) -> multiIf(
            ascii(value) != 123, ('wrong_type', ''),
            JSONLength(value) > most, ('too_many_features', ''),
            arrayFirst(fault -> fault.1 != '', arrayMap(
                entry -> (if(length(entry.1) BETWEEN 1 AND 256, fault_of(entry.2), 'invalid_name'), pointer(entry.1)),
                JSONExtractKeysAndValuesRaw(value)))) AS map_fault,
        (name, value) -> multiIf(
            NOT has({fields:Array(String)}, name), (if({ignore_unknown:UInt8} = 1, '', 'unknown_field'), ''),
            name = {id_field:String}, (name_fault(value, 128, 'invalid_id'), ''),
            name IN ('model', 'version'), (name_fault(value, 256, 'invalid_name'), ''),
            name IN ('prediction', 'label'), (scalar_fault(value), ''),
            name = 'score', (number_fault(value), ''),
            name = 'weight', (if(is_number(value) AND NOT toFloat64OrZero(value) > 0, 'wrong_type', number_fault(value)), ''),
            name = 'deployment', (if(value IN ('"live"', '"shadow"', '"canary"'), '', 'wrong_type'), ''),
            name IN ('timestamp', 'prediction_timestamp'), (if(ascii(value) = 34 OR is_number(value), '', 'wrong_type'), ''),
            name = 'features', map_fault(value, 1000, feature_fault),
            name = 'tags', map_fault(value, 64, text_fault),
            name = 'scores', map_fault(value, 1000, number_fault),
            name = 'embeddings', map_fault(value, 8, vector_fault),
            ('', '')) AS field_fault,
        -- Text is as good as its key: a quote that closes a text is never followed by a colon.
        text -> if(position(text, '"__proto__":') > 0, '__proto__',
            if(match(text, '"constructor":[{][^{}]*"prototype":'), 'constructor', '')) AS forbidden_key,
        arrayFirst(name -> NOT has(names, name), {required:Array(String)}) AS missing,
        arrayFirst(fault -> fault.1 != '', arrayMap(
            (name, value) -> (field_fault(name, value).1, concat(pointer(name), field_fault(name, value).2)),
            names, values)) AS first_fault,
        time_fault(raw_time, event_ms, {past_ms:Int64}) AS event_fault,
        -- A label may belong to a prediction of any age.
        time_fault(raw_prediction_time, prediction_ms, 9007199254740991) AS prediction_fault
    SELECT
        * EXCEPT (names, values, mended),
        multiIf(
            plain, ('', ''),
            refused != '', (refused, ''),
            too_deep, ('too_deep', ''),
            empty(names) AND NOT isValidJSON(mended), ('invalid_json', ''),
            empty(names) AND JSONType(mended) != 'Object', ('record_not_object', ''),
            forbidden_key(JSONExtractRaw(mended)) != '',
                ('forbidden_key', multiIf(
                    has(names, forbidden_key(JSONExtractRaw(mended))), pointer(forbidden_key(JSONExtractRaw(mended))),
                    has(feature_names, forbidden_key(JSONExtractRaw(mended))),
                    concat('/features', pointer(forbidden_key(JSONExtractRaw(mended)))), '')),
            missing != '', ('missing_field', concat('/', missing)),
            first_fault.1 != '', first_fault,
            raw_time != '' AND event_fault != '', (event_fault, '/timestamp'),
            raw_prediction_time != '' AND prediction_fault != '', (prediction_fault, '/prediction_timestamp'),
            ('', '')) AS problem
    FROM
    (
        WITH
            value -> ((ascii(value) = 34 AND position(value, '\\') = 0) OR ascii(value) IN (116, 102, 45)
                OR ascii(value) BETWEEN 48 AND 57) AS is_scalar,
            (value, most) -> (ascii(value) = 34 AND length(value) BETWEEN 3 AND most + 2 AND position(value, '\\') = 0)
                AS is_name,
            value -> (length(value) <= 11
                AND lower(value) IN ('"nan"', '"inf"', '"infinity"', '"+nan"', '"+inf"', '"+infinity"', '"-nan"', '"-inf"',
                    '"-infinity"')) AS is_not_finite,
            value -> multiIf(
                value = '', NULL,
                ascii(value) != 34, if(abs(toFloat64OrZero(value)) <= 8640000000000000
                    AND (abs(toFloat64OrZero(value)) >= 1e11 OR toFloat64OrZero(value) = 0),
                    toInt64OrNull(toString(toInt64(floor(if(abs(toFloat64OrZero(value)) <= 8640000000000000,
                        toFloat64OrZero(value), 0))))), NULL),
                match(value, '^"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"$'),
                    toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(
                        upper(substring(value, 2, length(value) - 2)), 3, 'UTC')),
                NULL) AS milliseconds
        SELECT
            *,
            if(raw_features = '', [], JSONExtractKeysAndValuesRaw(raw_features)) AS feature_entries,
            feature_entries.1 AS feature_names,
            feature_entries.2 AS feature_values,
            arrayMap(value -> (ascii(value) IN (34, 116, 102)), feature_values) AS feature_is_text,
            milliseconds(raw_time) AS event_ms,
            milliseconds(raw_prediction_time) AS prediction_ms,
            refused = '' AND known_fields = length(names)
                AND is_name(raw_id, 128) AND is_name(raw_model, 256)
                AND ({kind:String} = 'label' OR (
                    ascii(raw_features) = 123
                    AND length(feature_names) <= 1000
                    AND NOT arrayExists((name, value) -> (length(name) = 0 OR length(name) > 256 OR length(value) > 8194
                        OR ascii(value) IN (91, 123) OR name IN ('__proto__', 'constructor') OR (ascii(value) = 34 AND is_not_finite(value))),
                        feature_names, feature_values)
                    AND event_ms BETWEEN greatest(-2208988800000, received_ms - {past_ms:Int64})
                        AND least(10382256000000, received_ms + {future_ms:Int64})))
                AND (raw_version = '' ? {kind:String} != 'prediction' : is_name(raw_version, 256))
                AND ({kind:String} != 'prediction' OR raw_prediction != '')
                AND ({kind:String} != 'label' OR raw_label != '')
                AND (raw_prediction = '' OR (is_scalar(raw_prediction) AND length(raw_prediction) <= 8194 AND NOT is_not_finite(raw_prediction)))
                AND (raw_label = '' OR (is_scalar(raw_label) AND length(raw_label) <= 8194 AND NOT is_not_finite(raw_label)))
                AND (raw_score = '' OR ascii(raw_score) = 45 OR ascii(raw_score) BETWEEN 48 AND 57)
                AND raw_deployment IN ('', '"live"', '"shadow"', '"canary"')
                AND raw_scores = '' AND raw_tags = '' AND raw_embeddings = '' AND raw_weight = ''
                AND ({kind:String} != 'label' OR (raw_time = '' AND raw_prediction_time = '')) AS plain
        FROM
        (
            SELECT
                log_offset, project, received_ms, raw_budget, refused, record, line, position, mended, too_deep, names, values,
                values[indexOf(names, {id_field:String})] AS raw_id,
                values[indexOf(names, 'model')] AS raw_model,
                values[indexOf(names, 'version')] AS raw_version,
                values[indexOf(names, 'timestamp')] AS raw_time,
                values[indexOf(names, 'features')] AS raw_features,
                values[indexOf(names, 'prediction')] AS raw_prediction,
                values[indexOf(names, 'label')] AS raw_label,
                values[indexOf(names, 'prediction_timestamp')] AS raw_prediction_time,
                values[indexOf(names, 'score')] AS raw_score,
                values[indexOf(names, 'deployment')] AS raw_deployment,
                values[indexOf(names, 'weight')] AS raw_weight,
                values[indexOf(names, 'tags')] AS raw_tags,
                values[indexOf(names, 'scores')] AS raw_scores,
                values[indexOf(names, 'embeddings')] AS raw_embeddings,
                arrayCount(name -> has({fields:Array(String)}, name), names) AS known_fields
            FROM
            (
                WITH
                    extractAll(replaceRegexpAll(record, '"(?s:[^"\\\\]|\\\\.)*("|$)', ''), '[\\[\\]{}]') AS brackets,
                    -- Integers beyond 64 bits become numbers, and numbers beyond a double the text Infinity; a pass over
                    -- all texts leaves what stands in them as it is.
                    replaceRegexpAll(replaceRegexpAll(replaceRegexpAll(record,
                        '("(?s:[^"\\\\]|\\\\.)*")|(-?[0-9]{19,})([\\s,\\]}])', '\\1\\2e0\\3'),
                        '("(?s:[^"\\\\]|\\\\.)*")e0', '\\1'),
                        '("(?s:[^"\\\\]|\\\\.)*"\\s*:\\s*)-?[0-9.]+[eE][+]?[0-9]{3,}', '\\1"Infinity"') AS repaired,
                    JSONExtractKeysAndValuesRaw(record) AS direct
                SELECT
                    log_offset, project, received_ms, raw_budget, refused, record, line,
                    rowNumberInAllBlocks() AS position,
                    refused = '' AND countSubstrings(record, '{') + countSubstrings(record, '[') > 8 AND arrayMax(arrayCumSum(
                        arrayMap(bracket -> if(bracket IN ('{', '['), 1, -1), brackets))) > 8 AS too_deep,
                    if(notEmpty(direct) OR refused != '' OR too_deep OR isValidJSON(record), record, repaired) AS mended,
                    if(notEmpty(direct) OR refused != '' OR too_deep, direct, JSONExtractKeysAndValuesRaw(mended)) AS entries,
                    if(arrayUniq(entries.1) = length(entries), entries.1, arrayReverse(entries.1)) AS names,
                    if(arrayUniq(entries.1) = length(entries), entries.2, arrayReverse(entries.2)) AS values
                FROM
                (
                    WITH
                        multiIf(
                            problem != '', problem,
                            length(value) > {entry_bytes:UInt64}, 'log_record_too_large',
                            NOT match(value, '[^ \\t\\r\\n]'), 'empty_body',
                            '') AS whole,
                        if(whole != '' OR position(value, '\n') = 0 OR isValidJSON(value), [value],
                            splitByChar('\n', value)) AS lines,
                        if(length(lines) > {entry_lines:UInt64} AND arrayCount(text -> match(text, '[^ \\t\\r]'), lines)
                            > {entry_lines:UInt64}, 'too_many_records', whole) AS fault,
                        if(fault = '', lines, [value]) AS records
                    SELECT
                        log_offset, project, received_ms, raw_budget, fault AS refused, record, number - 1 AS line
                    FROM {{rows}}('log_offset Int64, project String, received_ms Int64, problem String, raw_budget UInt64,
                        value String')
                    ARRAY JOIN records AS record, arrayEnumerate(records) AS number
                    WHERE refused != '' OR match(record, '[^ \\t\\r\\n]')
                )
            )
        )
    )
)
