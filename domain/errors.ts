/** ERROR_CODES lists every stable code that Plumbline answers with; the text says what to expect or do. */
export const ERROR_CODES = {
  // A record, judged on its own.
  invalid_json: 'The text is not JSON.',
  forbidden_key: 'The keys __proto__ and constructor.prototype are refused.',
  record_not_object: 'A record is a JSON object.',
  missing_field: 'A required field is missing.',
  unknown_field: 'The field is not part of the record; set unknown_fields: ignore to accept it.',
  wrong_type: 'The value has another type than the field.',
  invalid_id: 'An id is 1 to 128 bytes of text.',
  invalid_name: 'A name is 1 to 256 bytes of text.',
  string_too_long: 'A text value is at most 8 kB.',
  number_not_finite: 'A number is finite; send null for an unknown value.',
  invalid_timestamp: 'A timestamp is RFC 3339 with a zone, or epoch milliseconds.',
  timestamp_without_zone: 'The timestamp has no zone; append Z or an offset such as +01:00.',
  timestamp_in_seconds: 'The timestamp looks like epoch seconds; multiply by 1000.',
  timestamp_out_of_range: 'The event time lies outside of the accepted range; the record is in quarantine.',
  too_many_features: 'A record has at most 1,000 features.',
  too_many_feature_names: 'The model has reached its cap of distinct feature names.',
  too_many_names: 'The project has reached its cap of models, or the model its cap of versions.',
  too_deep: 'The nesting is deeper than 8 levels.',
  raw_text_cut: 'The text in quarantine is not whole, so the record cannot be tried again.',
  // A request.
  invalid_request: 'The request does not fit the route; details name the fields.',
  body_too_large: 'The body is larger than the limit.',
  too_many_records: 'A request carries at most 5,000 records.',
  empty_body: 'The body holds no record.',
  unsupported_media_type: 'The body is JSON or NDJSON, plain or gzip.',
  invalid_gzip: 'The body is not valid gzip.',
  all_records_rejected: 'Every record of the request was rejected; each reason is listed.',
  unauthorized: 'The API key is missing, unknown or revoked.',
  forbidden: 'The API key lacks the scope for this route.',
  not_found: 'There is no such thing in this project.',
  conflict: 'The request contradicts what is stored.',
  overloaded: 'Too much work is waiting; try again after Retry-After.',
  shutting_down: 'The service is stopping; try again after Retry-After.',
  internal: 'An unexpected failure; the log line with this request id has the cause.',
  // Configuration and start-up.
  invalid_config: 'The configuration has errors; details list each with line and path.',
  address_in_use: 'Another program listens on this address; choose another port.',
  data_directory_locked: 'Another process has this data directory open.',
  insecure_listen: 'Listening beyond loopback needs API keys.',
  embedded_engine_missing:
    'The embedded ClickHouse is not installed: run npm install chdb, or set CLICKHOUSE_URL.',
  migration_changed: 'An applied migration differs from the file.',
  schema_newer: 'The database was written by a newer release.',
  // The store.
  store_unavailable: 'ClickHouse did not answer; the work is repeated.',
  store_refused: 'ClickHouse refused the statement.',
  store_unknown: 'ClickHouse may or may not have applied the statement; it is repeated unchanged.',
  scratch_unavailable: 'A temporary file cannot be written: give its directory room; the work is repeated.',
  // The log.
  log_unavailable: 'Kafka did not answer; the work is repeated.',
  unknown_codec: 'The batch is compressed in a way that is not known: use gzip, snappy, lz4 or zstd.',
  corrupt_log_record: 'The bytes of the log record cannot be read.',
  log_record_too_large: 'The log record is larger than the limit, as it came or after decompression.',
  unknown_project: 'The topic belongs to no project: name one in kafka.topics.',
  // Analysis.
  baseline_unreadable: 'The baseline file cannot be read in the format that its name says.',
  baseline_empty: 'The baseline has no rows.',
  unknown_column: 'The file has no such column.',
  unknown_monitor: 'No monitor has this name.',
  invalid_window: 'The window is empty or reversed.',
  gpu_unavailable: 'The GPU cannot be used, or it failed; the CPU does the work.',
  // Outbound calls.
  delivery_refused: 'The receiver refused the message for good.',
  delivery_failed: 'The receiver did not take the message; it is sent again.',
  address_blocked: 'The address is private or reserved; allow it in outbound.allow if that is intended.',
} as const;

/** ErrorCode is one key of ERROR_CODES. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** PlumblineErrorOptions carry what a PlumblineError knows beyond its code. */
export interface PlumblineErrorOptions {
  /** True when the same call may succeed later. */
  readonly retryable?: boolean;
  /** Structured facts for the reader; never a secret. */
  readonly details?: unknown;
  readonly cause?: unknown;
}

/** PlumblineError is the one error class: a stable code, a sentence, and whether a retry may help. */
export class PlumblineError extends Error {
  override readonly name = 'PlumblineError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string = ERROR_CODES[code], options: PlumblineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details;
  }
}

/** messageOf gives the text of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
