import type { Random } from '../domain/index.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** RETRY_DELAYS are the waits after each failed attempt; after the last one a message has failed for good. */
export const RETRY_DELAYS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

// ±20 % keeps many messages that failed together from coming back together.
const JITTER = 0.2;

/** RETRY_AFTER_BOUNDS clamp what a receiver asks for, in milliseconds. */
const RETRY_AFTER_BOUNDS = { least: SECOND, most: HOUR } as const;

/**
 * retryDelay is the wait before the next attempt, or null when `attempts` (at least 1) were the last. A receiver's
 * Retry-After replaces the table's wait and is not shortened by jitter.
 */
export function retryDelay(attempts: number, retryAfterMs: number | null, random: Random): number | null {
  const base = RETRY_DELAYS[attempts - 1];
  if (base === undefined) return null;
  if (retryAfterMs === null) return Math.round(base * (1 - JITTER + 2 * JITTER * random()));
  return Math.min(Math.max(retryAfterMs, RETRY_AFTER_BOUNDS.least), RETRY_AFTER_BOUNDS.most);
}

/** readRetryAfter reads the header's seconds or HTTP date as milliseconds from now; null when it has neither. */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  // Only dates with a weekday name: Date.parse alone takes almost anything.
  const date = /^[A-Z][a-z]{2},/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
