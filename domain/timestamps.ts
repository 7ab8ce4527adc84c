import type { ErrorCode } from './errors.ts';

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/;

// Below this, epoch milliseconds would lie before April 1973 while epoch seconds reach to the year 5138.
const SECONDS_BELOW = 100_000_000_000;
const MAX_MS = 8_640_000_000_000_000;

/** ParsedTimestamp is an instant in epoch milliseconds, or the code of what is wrong. */
export type ParsedTimestamp =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly code: ErrorCode };

/** parseTimestamp reads RFC 3339 with a zone, or epoch milliseconds; digits below a millisecond are cut. */
export function parseTimestamp(value: string | number): ParsedTimestamp {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) > MAX_MS) return { ok: false, code: 'invalid_timestamp' };
    if (value !== 0 && Math.abs(value) < SECONDS_BELOW) return { ok: false, code: 'timestamp_in_seconds' };
    return { ok: true, ms: Math.floor(value) };
  }
  const match = RFC3339.exec(value);
  if (!match) return { ok: false, code: 'invalid_timestamp' };
  if (match[8] === undefined) return { ok: false, code: 'timestamp_without_zone' };
  const day = Number(match[3]);
  const daysInMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  if (day < 1 || day > daysInMonth) return { ok: false, code: 'invalid_timestamp' };
  const ms = Date.parse(value.replace(' ', 'T').toUpperCase());
  return Number.isNaN(ms) ? { ok: false, code: 'invalid_timestamp' } : { ok: true, ms };
}
