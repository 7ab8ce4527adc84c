import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, isRetryableStatus, parseRetryAfter } from '../../../sdk/src/retry.ts';

test('backoff: the ceiling doubles up to the maximum, and jitter is full', () => {
  const policy = { maxAttempts: 20, retryBaseMs: 100, retryMaxMs: 1500 };
  const ceilings = [1, 2, 3, 4, 5, 6].map((attempt) => backoffMs(attempt, policy, () => 1));
  assert.deepEqual(ceilings, [100, 200, 400, 800, 1500, 1500]);
  assert.equal(
    backoffMs(3, policy, () => 0),
    0,
  );
  assert.equal(
    backoffMs(3, policy, () => 0.5),
    200,
  );
  assert.equal(
    backoffMs(5000, policy, () => 1),
    1500,
  );
});

test('retry: only answers that may change are tried again', () => {
  const retryable = [408, 429, 500, 502, 503, 504, 599];
  assert.deepEqual(retryable.filter(isRetryableStatus), retryable);
  assert.deepEqual([200, 202, 301, 400, 401, 403, 404, 409, 413, 415, 422].filter(isRetryableStatus), []);
});

test('Retry-After: seconds and dates are read, nonsense is not, and five minutes are the most', () => {
  const now = Date.UTC(2026, 0, 1);
  const cases: readonly (readonly [string | null, number | undefined])[] = [
    [null, undefined],
    ['7', 7000],
    [' 0 ', 0],
    ['0.5', 500],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    ['86400', 300_000],
  ];
  for (const [header, expected] of cases)
    assert.equal(parseRetryAfter(header, now), expected, String(header));
});
