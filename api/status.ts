import type { ErrorCode } from '../domain/index.ts';

/** STATUS_BY_CODE is the one place where a code becomes an HTTP status; codes that it lacks are 500. */
export const STATUS_BY_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  invalid_json: 400,
  forbidden_key: 400,
  too_deep: 400,
  invalid_request: 400,
  invalid_timestamp: 400,
  timestamp_without_zone: 400,
  timestamp_in_seconds: 400,
  empty_body: 400,
  invalid_gzip: 400,
  invalid_window: 400,
  invalid_config: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  unknown_monitor: 404,
  conflict: 409,
  body_too_large: 413,
  too_many_records: 413,
  unsupported_media_type: 415,
  all_records_rejected: 422,
  baseline_unreadable: 422,
  baseline_empty: 422,
  unknown_column: 422,
  overloaded: 429,
  shutting_down: 503,
  store_unavailable: 503,
  store_unknown: 503,
  log_unavailable: 503,
};

/** RETRY_AFTER_SECONDS is when a caller should come back after a code that passes. */
export const RETRY_AFTER_SECONDS: Readonly<Partial<Record<ErrorCode, number>>> = {
  overloaded: 1,
  shutting_down: 5,
  store_unavailable: 5,
  store_unknown: 5,
  log_unavailable: 5,
};
