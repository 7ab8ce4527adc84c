/** RetryPolicy bounds how often and how fast a request is repeated. */
export interface RetryPolicy {
  /** Tries of one request, the first one included. */
  readonly maxAttempts: number;
  /** Ceiling of the first wait; it doubles with every attempt up to retryMaxMs. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
}

// A longer Retry-After than this is more likely a mistake than a plan.
const RETRY_AFTER_MAX_MS = 300_000;

/** isRetryableStatus is true where the same request may succeed later. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** backoffMs is exponential back-off with full jitter: uniform below min(retryMaxMs, retryBaseMs * 2^(attempt-1)). */
export function backoffMs(attempt: number, policy: RetryPolicy, random: () => number): number {
  return Math.floor(random() * Math.min(policy.retryMaxMs, policy.retryBaseMs * 2 ** (attempt - 1)));
}

/** parseRetryAfter reads seconds or an HTTP date; undefined when absent or unreadable, capped at five minutes. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}
