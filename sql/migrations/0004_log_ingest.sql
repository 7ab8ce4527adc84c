-- Records that are read from a log: one insert into a Null table, whose views put each record where it belongs.
-- Targets with a deduplication window take an insert that is repeated under its token for the same insert; the others
-- are keyed by what they say, so a repeat leaves them as they are.
-- Partitions follow the log's own time: a repeat on the next day must meet the same partition to be recognised.

CREATE TABLE IF NOT EXISTS incoming_records {{on_cluster}}
(
    token String,
    topic LowCardinality(String),
    log_partition Int32,
    log_offset Int64,
    -- Of the quarantined record that is tried again; empty for a record of a log.
    quarantine_id String,
    -- Of an entry that holds several records, from 0.
    line UInt32,
    -- Of the record in the insert, from 0.
    position UInt64,
    kind LowCardinality(String),
    source LowCardinality(String),
    project LowCardinality(String),
    model String,
    received_at DateTime64(3, 'UTC'),
    received_ms Int64,
    -- Empty for a record that is accepted.
    code LowCardinality(String),
    path String,
    reason LowCardinality(String),
    raw String,
    -- Bytes of raw text that the project may still keep in this insert.
    raw_budget UInt64,
    record_id String,
    version String,
    deployment LowCardinality(String),
    event_ms Nullable(Int64),
    prediction_ms Nullable(Int64),
    prediction_text String,
    prediction_number Nullable(Float64),
    has_label UInt8,
    label_text String,
    label_number Nullable(Float64),
    score Nullable(Float64),
    scores Map(LowCardinality(String), Float64),
    numeric_features Map(LowCardinality(String), Nullable(Float64)),
    categorical_features Map(LowCardinality(String), Nullable(String)),
    embeddings Map(LowCardinality(String), Array(Float32)),
    tags Map(LowCardinality(String), String),
    weight Float64
)
ENGINE = Null;

-- What became of every insert; the counts of one token add up to the records that its range holds.
CREATE TABLE IF NOT EXISTS log_batches {{on_cluster}}
(
    token String,
    topic LowCardinality(String),
    log_partition Int32,
    kind LowCardinality(String),
    project LowCardinality(String),
    -- Empty where a record names none.
    model String,
    first_offset Int64,
    last_offset Int64,
    read UInt64,
    accepted UInt64,
    quarantined UInt64,
    -- Of raw text, as far as it may have been kept.
    quarantined_bytes UInt64,
    -- Hour in which the log took the records.
    received_hour DateTime64(3, 'UTC'),
    -- Of the accepted records; the epoch when there is none.
    oldest_event_time DateTime64(3, 'UTC'),
    newest_event_time DateTime64(3, 'UTC'),
    newest_received_at DateTime64(3, 'UTC'),
    inserted_at DateTime64(3, 'UTC')
)
ENGINE = {{merge_tree}}
PARTITION BY toYYYYMMDD(newest_received_at)
ORDER BY (token, project, model)
TTL toDateTime(inserted_at) + INTERVAL 14 DAY
SETTINGS {{token_windows}}, fsync_after_insert = 1, fsync_part_directory = 1;

-- Records of quarantine that were tried again, each with what came of its last trial.
CREATE TABLE IF NOT EXISTS quarantine_replays {{on_cluster}}
(
    project LowCardinality(String),
    quarantine_id String,
    replayed_at DateTime64(3, 'UTC'),
    -- Empty for a record that has landed.
    code LowCardinality(String),
    path String,
    reason LowCardinality(String)
)
ENGINE = {{replacing}}(replayed_at)
ORDER BY (project, quarantine_id);

-- How far every model has come in every partition of the log.
CREATE TABLE IF NOT EXISTS log_progress {{on_cluster}}
(
    project LowCardinality(String),
    model String,
    topic LowCardinality(String),
    log_partition Int32,
    newest_event_time SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    newest_received_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{aggregating}}
ORDER BY (project, model, topic, log_partition);

-- Features by the type of the values that came; a name that was only null so far is not here.
CREATE TABLE IF NOT EXISTS features_seen {{on_cluster}}
(
    project LowCardinality(String),
    model String,
    feature String,
    kind LowCardinality(String),
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    -- When the kind came first; of two kinds the older is the feature's own.
    first_received_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = {{aggregating}}
ORDER BY (project, model, feature, kind);

CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_predictions {{on_cluster}} TO predictions AS
SELECT
    project, model,
    fromUnixTimestamp64Milli(assumeNotNull(event_ms) - positiveModulo(assumeNotNull(event_ms), 3600000), 'UTC') AS hour,
    record_id AS prediction_id, version, deployment, source,
    fromUnixTimestamp64Milli(assumeNotNull(event_ms), 'UTC') AS event_time, received_at, prediction_text,
    prediction_number, score, scores, numeric_features, categorical_features, embeddings, tags, weight,
    18446744073709551615 - (toUInt64(received_ms) * 1048576 + position) AS precedence
FROM incoming_records
WHERE kind = 'prediction' AND code = '';

-- Of a label record, or the label that a prediction carries along.
CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_labels {{on_cluster}} TO labels AS
SELECT
    project, model, fromUnixTimestamp64Milli(received_ms - positiveModulo(received_ms, 3600000), 'UTC') AS received_hour,
    record_id AS prediction_id, received_at,
    if(kind = 'label', fromUnixTimestamp64Milli(event_ms, 'UTC'), NULL) AS event_time,
    fromUnixTimestamp64Milli(if(kind = 'label', prediction_ms, event_ms), 'UTC') AS prediction_timestamp,
    label_text, label_number, source, toUInt64(received_ms) * 1048576 + position AS arrival
FROM incoming_records
WHERE code = '' AND has_label = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_feature_samples {{on_cluster}} TO feature_samples AS
SELECT
    project, model,
    fromUnixTimestamp64Milli(assumeNotNull(event_ms) - positiveModulo(assumeNotNull(event_ms), 3600000), 'UTC') AS hour,
    record_id AS sample_id, version, source, fromUnixTimestamp64Milli(assumeNotNull(event_ms), 'UTC') AS event_time,
    received_at, numeric_features, categorical_features, tags, weight,
    18446744073709551615 - (toUInt64(received_ms) * 1048576 + position) AS precedence
FROM incoming_records
WHERE kind = 'feature_sample' AND code = '';

-- Raw text is kept up to 4 kB of whole characters, and while the project's budget lasts.
CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_quarantine {{on_cluster}} TO quarantine AS
SELECT
    project, received_at, new_id AS quarantine_id, kind, source, topic, log_partition, log_offset, line, model, code, path, reason,
    if(sum(length(text)) OVER (PARTITION BY project ORDER BY position) <= raw_budget, text, '') AS raw, raw_bytes
FROM
(
    SELECT
        *, toValidUTF8(raw) AS whole, length(whole) AS raw_bytes,
        if(raw_bytes <= 4096, whole, replaceRegexpOne(substring(whole, 1, 4096),
            '([\\xC0-\\xDF]|[\\xE0-\\xEF][\\x80-\\xBF]?|[\\xF0-\\xF7][\\x80-\\xBF]{0,2})$', '')) AS text,
        lower(hex(substring(SHA1(concat(token, char(0), toString(log_offset), char(0), toString(line))), 1, 16)))
            AS new_id
    FROM incoming_records
    WHERE code != '' AND quarantine_id = ''
);

CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_quarantine_replays {{on_cluster}} TO quarantine_replays AS
SELECT
    project, quarantine_id, now64(3, 'UTC') AS replayed_at, max(record.code) AS code,
    argMax(record.path, record.code) AS path, argMax(record.reason, record.code) AS reason
FROM incoming_records AS record
WHERE quarantine_id != ''
GROUP BY project, quarantine_id;

CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_log_batches {{on_cluster}} TO log_batches AS
SELECT
    token, topic, log_partition, kind, project, model, min(log_offset) AS first_offset, max(log_offset) AS last_offset,
    count() AS read, countIf(code = '') AS accepted, countIf(code != '') AS quarantined,
    sumIf(least(length(raw), 4096), code != '') AS quarantined_bytes,
    fromUnixTimestamp64Milli(received_ms - positiveModulo(received_ms, 3600000), 'UTC') AS received_hour,
    fromUnixTimestamp64Milli(minIf(ifNull(event_ms, 0), code = ''), 'UTC') AS oldest_event_time,
    fromUnixTimestamp64Milli(maxIf(ifNull(event_ms, 0), code = ''), 'UTC') AS newest_event_time,
    max(received_at) AS newest_received_at, now64(3, 'UTC') AS inserted_at
FROM incoming_records
GROUP BY token, topic, log_partition, kind, project, model, received_hour;

CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_log_progress {{on_cluster}} TO log_progress AS
SELECT
    project, model, topic, log_partition, fromUnixTimestamp64Milli(max(assumeNotNull(event_ms)), 'UTC') AS newest_event_time,
    max(received_at) AS newest_received_at
FROM incoming_records
WHERE code = '' AND kind != 'label' AND quarantine_id = ''
GROUP BY project, model, topic, log_partition;

-- Most records of a model have the same names, so the names are sorted out once per set of names.
CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_features_seen {{on_cluster}} TO features_seen AS
SELECT
    project, model, seen.1 AS feature, seen.2 AS kind, fromUnixTimestamp64Milli(min(first_ms), 'UTC') AS first_seen,
    fromUnixTimestamp64Milli(max(last_ms), 'UTC') AS last_seen,
    fromUnixTimestamp64Milli(min(first_received_ms), 'UTC') AS first_received_at
FROM
(
    SELECT
        project, model, mapKeys(numeric_features) AS numeric_names, mapKeys(categorical_features) AS categorical_names,
        maxForEach(arrayMap(value -> toUInt8(value IS NOT NULL), mapValues(numeric_features))) AS is_known,
        min(assumeNotNull(event_ms)) AS first_ms, max(assumeNotNull(event_ms)) AS last_ms,
        min(received_ms) AS first_received_ms
    FROM incoming_records
    WHERE code = '' AND kind != 'label'
    GROUP BY project, model, numeric_names, categorical_names
)
ARRAY JOIN arrayConcat(
    arrayMap(name -> (toString(name), 'numeric'), arrayFilter((name, known) -> known = 1, numeric_names, is_known)),
    arrayMap(name -> (toString(name), 'categorical'), categorical_names)) AS seen
GROUP BY project, model, feature, kind;

-- write_order is 0, so that a registration always wins.
CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_to_model_versions {{on_cluster}} TO model_versions AS
SELECT
    project, model, version, min(received_at) AS registered_at, 'seen' AS source, '' AS retraining_run_id,
    '' AS baseline_definition, 0 AS write_order
FROM incoming_records
WHERE code = '' AND version != ''
    AND (project, model, version) NOT IN (SELECT project, model, version FROM model_versions)
GROUP BY project, model, version;
