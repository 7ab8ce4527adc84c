-- Writes a range of a log: every record goes into its table or into quarantine, through the views of incoming_records.
-- In steps: entries of the log, their records, the fields of each, whether it is plainly good (a few cheap tests), what is
-- wrong with one that is not (only those pay for the explanation), the row.
-- Values are told apart by their first character, because extraction into a type makes 0 of text and null.
-- Every value that is used twice is a column of its own step: the engine would write its text out twice, and plan both.
-- Which fault is named, and what was measured: docs/decisions/0006.
-- parameters: token, topic, kind, source String; log_partition Int32; entry_bytes, entry_lines UInt64;
--   id_field String: prediction_id or sample_id; fields, required Array(String): of the kind; ignore_unknown UInt8;
--   past_ms, future_ms Int64: bounds of event time around the entry's own time; codes, reasons Array(String)
-- key: none, the rows are bytes
-- rows: one per record
INSERT INTO incoming_records
(
    token, topic, log_partition, log_offset, quarantine_id, line, position, kind, source, project, model, received_at,
    received_ms, code, path, reason, raw, raw_budget, record_id, version, deployment, event_ms, prediction_ms,
    prediction_text, prediction_number, has_label, label_text, label_number, score, scores, numeric_features,
    categorical_features, embeddings, tags, weight
)
WITH
entries AS
(
    SELECT
        *,
        multiIf(
            problem != '', problem,
            length(value) > {entry_bytes:UInt64}, 'log_record_too_large',
            NOT match(value, '[^ \\t\\r\\n]'), 'empty_body',
            '') AS entry_fault
    FROM {{rows}}('log_offset Int64, project String, received_ms Int64, problem String, raw_budget UInt64,
        quarantine_id String, value String')
),
-- One record, however it is laid out, or one per line.
laid_out AS
(
    SELECT
        *,
        if(entry_fault != '' OR position(value, '\n') = 0 OR isValidJSON(value), [value], splitByChar('\n', value)) AS lines
    FROM entries
),
counted AS
(
    SELECT
        *,
        if(length(lines) > {entry_lines:UInt64}
            AND arrayCount(text -> match(text, '[^ \\t\\r]'), lines) > {entry_lines:UInt64},
            'too_many_records', entry_fault) AS refused
    FROM laid_out
),
records AS
(
    SELECT
        log_offset, project, received_ms, raw_budget, quarantine_id, refused, record,
        number - 1 AS line, rowNumberInAllBlocks() AS position,
        if(refused = '' AND countSubstrings(record, '{') + countSubstrings(record, '[') > 8, [record], []) AS maybe_deep
    FROM counted
    ARRAY JOIN if(refused = '', lines, [value]) AS record, arrayEnumerate(if(refused = '', lines, [value])) AS number
    WHERE refused != '' OR match(record, '[^ \\t\\r\\n]')
),
-- Nesting is counted outside of texts.
read_once AS
(
    SELECT
        * EXCEPT maybe_deep,
        arrayExists(text -> arrayExists(depth -> depth > 8, arrayCumSum(arrayMap(
            bracket -> if(bracket IN ('{', '['), 1, -1),
            extractAll(replaceRegexpAll(text, '"(?s:[^"\\\\]|\\\\.)*("|$)', ''), '[\\[\\]{}]')))), maybe_deep) AS too_deep,
        JSONExtractKeysAndValuesRaw(record) AS direct
    FROM records
),
-- The engine's parser knows neither integers beyond 64 bits nor numbers beyond a double: they become numbers and the text
-- Infinity. What stands in texts stays as it is.
mended_records AS
(
    SELECT
        *,
        arrayMap(
            text -> if(isValidJSON(text), text, replaceRegexpAll(replaceRegexpAll(replaceRegexpAll(text,
                '("(?s:[^"\\\\]|\\\\.)*")|(-?[0-9]{19,})([\\s,\\]}])', '\\1\\2e0\\3'),
                '("(?s:[^"\\\\]|\\\\.)*")e0', '\\1'),
                '("(?s:[^"\\\\]|\\\\.)*"\\s*:\\s*)-?[0-9.]+[eE][+]?[0-9]{3,}', '\\1"Infinity"')),
            if(notEmpty(direct) OR refused != '' OR too_deep, [], [record])) AS mended
    FROM read_once
),
found_fields AS
(
    SELECT
        * EXCEPT direct,
        if(empty(mended), direct, arrayFlatten(arrayMap(text -> JSONExtractKeysAndValuesRaw(text), mended))) AS found
    FROM mended_records
),
-- Of a name that comes twice the last counts, so the first that is found in reversed order.
unique_fields AS
(
    SELECT
        * EXCEPT found,
        if(arrayUniq(found.1) = length(found), found, arrayReverse(found)) AS entries
    FROM found_fields
),
named_fields AS
(
    SELECT * EXCEPT entries, entries.1 AS names, entries.2 AS values
    FROM unique_fields
),
raw_fields AS
(
    SELECT
        *,
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
    FROM named_fields
),
found_maps AS
(
    SELECT
        *,
        JSONExtractKeysAndValuesRaw(raw_features) AS found_features,
        JSONExtractKeysAndValuesRaw(raw_tags) AS found_tags,
        JSONExtractKeysAndValuesRaw(raw_scores) AS found_scores,
        JSONExtractKeysAndValuesRaw(raw_embeddings) AS found_embeddings,
        arrayMap(
            raw -> multiIf(
                ascii(raw) != 34, if(
                    abs(toFloat64OrZero(raw)) BETWEEN 1e11 AND 8640000000000000 OR toFloat64OrNull(raw) = 0,
                    toInt64(floor(toFloat64OrZero(raw))), NULL),
                match(raw, '^"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"$'),
                    toUnixTimestamp64Milli(
                        parseDateTime64BestEffortOrNull(upper(substring(raw, 2, length(raw) - 2)), 3, 'UTC')),
                NULL),
            [raw_time, raw_prediction_time]) AS times
    FROM raw_fields
),
unique_maps AS
(
    WITH entries -> if(arrayUniq(entries.1) = length(entries), entries, arrayFilter(
        (entry, number) -> indexOf(arrayReverse(entries.1), entry.1) = length(entries) + 1 - number,
        entries, arrayEnumerate(entries))) AS last_of
    SELECT
        * EXCEPT (found_features, found_tags, found_scores, found_embeddings, times),
        times[1] AS event_ms,
        times[2] AS prediction_ms,
        last_of(found_features) AS feature_entries,
        if(raw_tags = '', [], last_of(found_tags)) AS tag_entries,
        if(raw_scores = '', [], last_of(found_scores)) AS score_entries,
        if(raw_embeddings = '', [], last_of(found_embeddings)) AS embedding_entries
    FROM found_maps
),
named_maps AS
(
    SELECT
        * EXCEPT feature_entries,
        feature_entries.1 AS feature_names,
        feature_entries.2 AS feature_values,
        event_ms BETWEEN greatest(-2208988800000, received_ms - {past_ms:Int64})
            AND least(10382256000000, received_ms + {future_ms:Int64}) AS is_timely
    FROM unique_maps
),
-- Plainly good: nothing is unknown, repeated or missing, and every value is of the simplest form that is right.
sorted_records AS
(
    SELECT
        *,
        arrayMap(value -> (ascii(value) IN (34, 116, 102)), feature_values) AS feature_is_text,
        refused = '' AND known_fields = length(names)
            AND NOT arrayExists(
                (name, most) -> ascii(name) != 34 OR length(name) NOT BETWEEN 3 AND most OR position(name, '\\') > 0,
                [raw_id, raw_model, if(raw_version = '' AND {kind:String} != 'prediction', '"-"', raw_version)],
                [130, 258, 258])
            AND NOT arrayExists(
                value -> NOT (ascii(value) = 45 OR ascii(value) BETWEEN 48 AND 57) AND value NOT IN ('true', 'false') AND (
                    ascii(value) != 34 OR length(value) > 8194 OR position(value, '\\') > 0
                    OR (length(value) < 12 AND match(value, '(?i)^"[+-]?(nan|inf)'))),
                [if(raw_prediction = '' AND {kind:String} != 'prediction', '0', raw_prediction),
                    if(raw_label = '' AND {kind:String} != 'label', '0', raw_label)])
            AND (raw_score = '' OR ascii(raw_score) = 45 OR ascii(raw_score) BETWEEN 48 AND 57)
            AND raw_deployment IN ('', '"live"', '"shadow"', '"canary"')
            AND raw_scores = '' AND raw_tags = '' AND raw_embeddings = '' AND raw_weight = ''
            AND if({kind:String} = 'label', raw_time = '' AND raw_prediction_time = '',
                ifNull(is_timely, 0) AND ascii(raw_features) = 123 AND length(feature_names) <= 1000 AND NOT arrayExists(
                    (name, value) -> length(name) = 0 OR length(name) > 256 OR length(value) > 8194
                        OR ascii(value) IN (91, 123) OR name IN ('__proto__', 'constructor')
                        OR lower(value) IN ('"nan"', '"inf"', '"infinity"', '"+nan"', '"+inf"', '"+infinity"', '"-nan"',
                            '"-inf"', '"-infinity"'),
                    feature_names, feature_values)) AS plain
    FROM named_maps
),
-- What of a record that is not plainly good has to be looked at: its fields, then what stands in the maps.
suspects AS
(
    SELECT
        * EXCEPT mended,
        if(plain, [], if(empty(mended), [record], mended)) AS suspect,
        if(plain, [], names) AS fields,
        if(plain, [], arrayConcat(names, arrayMap(name -> 'features', feature_names), arrayMap(name -> 'tags', tag_entries),
            arrayMap(name -> 'scores', score_entries), arrayMap(name -> 'embeddings', embedding_entries))) AS item_fields,
        if(plain, [], arrayConcat(arrayMap(name -> '', names), feature_names, tag_entries.1, score_entries.1,
            embedding_entries.1)) AS item_keys,
        if(plain, [], arrayConcat(values, feature_values, tag_entries.2, score_entries.2, embedding_entries.2))
            AS item_values
    FROM sorted_records
),
-- What may stand there: t text, d number, b true or false, n null, o object, a list.
items AS
(
    SELECT
        * EXCEPT suspect,
        arrayElement(arrayMap(text -> multiIf(
            refused != '', refused, too_deep, 'too_deep', notEmpty(names), '', NOT isValidJSON(text), 'invalid_json',
            JSONType(text) != 'Object', 'record_not_object', ''), suspect), 1) AS text_fault,
        -- A key, and not part of a text: the quote that closes a text inside of another one is escaped.
        arrayElement(arrayMap(text -> multiIf(
            match(JSONExtractRaw(text), '"__proto__":'), '__proto__',
            match(JSONExtractRaw(text), '"constructor":[{][^{}]*"prototype":'), 'constructor',
            ''), suspect), 1) AS forbidden,
        arrayMap((field, number) -> multiIf(
            number > length(names), transform(field, ['tags', 'scores', 'embeddings'], ['t', 'd', 'a'], 'tdbn'),
            has({fields:Array(String)}, field), transform(field,
                ['timestamp', 'prediction_timestamp', 'prediction', 'label', 'score', 'weight', 'features', 'tags', 'scores',
                    'embeddings'], ['td', 'td', 'tdb', 'tdb', 'd', 'd', 'o', 'o', 'o', 'o'], 't'),
            ''), item_fields, arrayEnumerate(item_fields)) AS item_types,
        arrayMap(value -> transform(ascii(value), [34, 116, 102, 110, 123, 91], ['t', 'b', 'b', 'n', 'o', 'a'], 'd'),
            item_values)
            AS item_shown,
        arrayMap(value -> if(ascii(value) = 34, length(JSONExtractString(value)), 0), item_values) AS item_bytes
    FROM suspects
),
faulty_items AS
(
    WITH (raw, ms, past) -> multiIf(
        raw = '', '',
        match(raw, '^"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?"$'), 'timestamp_without_zone',
        ascii(raw) != 34 AND abs(toFloat64OrZero(raw)) < 1e11 AND toFloat64OrZero(raw) != 0, 'timestamp_in_seconds',
        ms IS NULL, 'invalid_timestamp',
        ms < greatest(-2208988800000, received_ms - past) OR ms > least(10382256000000, received_ms + {future_ms:Int64}),
            'timestamp_out_of_range',
        '') AS time_fault_of
    SELECT
        *,
        if(plain, '', arrayFirst(name -> NOT has(fields, name), {required:Array(String)})) AS missing,
        arrayMap((field, key, value, types, shown, bytes, number) -> multiIf(
            types = '', if({ignore_unknown:UInt8} = 1, '', 'unknown_field'),
            number > length(fields) AND length(key) NOT BETWEEN 1 AND 256, 'invalid_name',
            shown = 't' AND types IN ('d', 'tdb', 'tdbn') AND bytes <= 9 AND match(value, '(?i)^"[+-]?(nan|inf(inity)?)"$'),
                'number_not_finite',
            position(types, shown) = 0, 'wrong_type',
            shown = 't', multiIf(
                number > length(fields), if(bytes > 8192, 'string_too_long', ''),
                field = {id_field:String}, if(bytes BETWEEN 1 AND 128, '', 'invalid_id'),
                field IN ('model', 'version'), if(bytes BETWEEN 1 AND 256, '', 'invalid_name'),
                field = 'deployment', if(value IN ('"live"', '"shadow"', '"canary"'), '', 'wrong_type'),
                bytes > 8192 AND types = 'tdb', 'string_too_long',
                ''),
            shown = 'o', if(JSONLength(value) > transform(field, ['tags', 'embeddings'], [64, 8], 1000),
                'too_many_features', ''),
            shown = 'a', multiIf(
                JSONLength(value) > 4096, 'too_many_features',
                arrayExists(item -> ascii(item) != 45 AND ascii(item) NOT BETWEEN 48 AND 57, JSONExtractArrayRaw(value)),
                    if(match(value, '(?i)"[+-]?(nan|inf(inity)?)"'), 'number_not_finite', 'wrong_type'),
                ''),
            field = 'weight' AND toFloat64OrZero(value) <= 0, 'wrong_type',
            ''), item_fields, item_keys, item_values, item_types, item_shown, item_bytes, arrayEnumerate(item_fields)) AS faults,
        if(plain, '', time_fault_of(raw_time, event_ms, {past_ms:Int64})) AS time_fault,
        -- A label may belong to a prediction of any age.
        if(plain, '', time_fault_of(raw_prediction_time, prediction_ms, 9007199254740991)) AS prediction_time_fault
    FROM items
),
first_faults AS
(
    SELECT *, arrayFirstIndex(fault -> fault != '', faults) AS fault_at
    FROM faulty_items
),
problems AS
(
    WITH
        step -> concat('/', replaceAll(replaceAll(
            if(lengthUTF8(step) > 300, concat(substringUTF8(step, 1, 300), '…'), step), '~', '~0'), '/', '~1')) AS pointer
    SELECT
        * EXCEPT (fields, values, item_types, item_shown, item_bytes, item_values),
        multiIf(
            plain, ('', ''),
            text_fault != '', (text_fault, ''),
            forbidden != '', ('forbidden_key', multiIf(has(names, forbidden), concat('/', forbidden),
                has(feature_names, forbidden), concat('/features/', forbidden), '')),
            missing != '', ('missing_field', concat('/', missing)),
            fault_at > 0, (faults[fault_at], if(fault_at <= length(names), pointer(names[fault_at]),
                concat('/', item_fields[fault_at], pointer(item_keys[fault_at])))),
            time_fault != '', (time_fault, '/timestamp'),
            prediction_time_fault != '', (prediction_time_fault, '/prediction_timestamp'),
            ('', '')) AS problem
    FROM first_faults
),
judged AS
(
    SELECT *, problem.1 AS code, problem.2 AS path
    FROM problems
),
value -> if(position(value, '\\') = 0, substring(value, 2, length(value) - 2), JSONExtractString(value)) AS text_of,
-- JavaScript writes the exponent of a large number with a sign.
value -> replaceOne(replaceOne(toString(toFloat64OrZero(value) + 0.), 'e', 'e+'), 'e+-', 'e-') AS number_text,
value -> multiIf(ascii(value) = 34, text_of(value), ascii(value) IN (116, 102), value, number_text(value))
    AS canonical_text,
value -> multiIf(
    ascii(value) = 34, if(match(value, '^"-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?"$')
        AND isFinite(toFloat64OrZero(text_of(value))), toFloat64OrNull(text_of(value)), NULL),
    value = 'true', 1., value = 'false', 0., toFloat64OrNull(value)) AS canonical_number
SELECT
    {token:String}, {topic:String}, {log_partition:Int32}, log_offset, quarantine_id, line, position, {kind:String},
    {source:String}, project,
    if(ascii(raw_model) = 34, text_of(raw_model), ''), fromUnixTimestamp64Milli(received_ms, 'UTC'), received_ms,
    code, path, if(code = '', '', transform(code, {codes:Array(String)}, {reasons:Array(String)}, code)),
    if(code = '', '', record), raw_budget,
    if(ascii(raw_id) = 34, text_of(raw_id), ''), if(ascii(raw_version) = 34, text_of(raw_version), ''),
    if(raw_deployment = '', 'live', text_of(raw_deployment)), event_ms, prediction_ms,
    if(raw_prediction = '', '', canonical_text(raw_prediction)),
    if(raw_prediction = '', NULL, canonical_number(raw_prediction)),
    raw_label != '', if(raw_label = '', '', canonical_text(raw_label)),
    if(raw_label = '', NULL, canonical_number(raw_label)),
    toFloat64OrNull(raw_score),
    if(raw_scores = '', map(), mapFromArrays(score_entries.1, arrayMap(value -> toFloat64OrZero(value), score_entries.2))),
    mapFromArrays(
        arrayFilter((name, is_text) -> NOT is_text, feature_names, feature_is_text),
        arrayMap(value -> toFloat64OrNull(value),
            arrayFilter((value, is_text) -> NOT is_text, feature_values, feature_is_text))),
    mapFromArrays(
        arrayFilter((name, is_text) -> is_text, feature_names, feature_is_text),
        arrayMap(value -> if(ascii(value) = 34, text_of(value), value),
            arrayFilter((value, is_text) -> is_text, feature_values, feature_is_text))),
    if(raw_embeddings = '', map(), mapFromArrays(
        embedding_entries.1, arrayMap(value -> JSONExtract(value, 'Array(Float32)'), embedding_entries.2))),
    if(raw_tags = '', map(), mapFromArrays(tag_entries.1, arrayMap(value -> text_of(value), tag_entries.2))),
    if(raw_weight = '', 1., toFloat64OrZero(raw_weight))
FROM judged
