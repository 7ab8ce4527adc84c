import { ERROR_CODES, parseTimestamp } from '../domain/index.ts';
import type { RecordProblem } from './outcomes.ts';

/** EventTimeBounds says how far event time may lie from now, in milliseconds. */
export interface EventTimeBounds {
  readonly pastMs: number;
  readonly futureMs: number;
}

/** CheckedTime is an instant in epoch milliseconds or what is wrong with it. */
export type CheckedTime =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly problem: RecordProblem };

// What a DateTime64(3) column holds without wrapping around: years 1900 to 2299.
const FIRST_MS = Date.UTC(1900, 0, 1);
const LAST_MS = Date.UTC(2299, 0, 1);

/** checkTime parses a timestamp of a record and holds it against the bounds around now. */
export function checkTime(
  value: string | number,
  path: string,
  bounds: EventTimeBounds,
  now: number,
): CheckedTime {
  const parsed = parseTimestamp(value);
  if (!parsed.ok) {
    return { ok: false, problem: { code: parsed.code, path, message: ERROR_CODES[parsed.code] } };
  }
  const first = Math.max(FIRST_MS, now - bounds.pastMs);
  const last = Math.min(LAST_MS, now + bounds.futureMs);
  if (parsed.ms >= first && parsed.ms <= last) return { ok: true, ms: parsed.ms };
  const message =
    `The event time ${new Date(parsed.ms).toISOString()} lies outside of ${new Date(first).toISOString()} ` +
    `to ${new Date(last).toISOString()} (event_time in the configuration); the record is in quarantine.`;
  return { ok: false, problem: { code: 'timestamp_out_of_range', path, message } };
}
