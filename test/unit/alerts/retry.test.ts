import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOutcome, thrownOutcome } from '../../../alerts/outcome.ts';
import { RETRY_DELAYS, readRetryAfter, retryDelay } from '../../../alerts/retry.ts';
import { PlumblineError } from '../../../domain/index.ts';

const NOW = Date.UTC(2026, 0, 5, 12);

test('retry: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h, and then never', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => retryDelay(attempts, null, () => 0.5));
  assert.deepEqual(waits, [5e3, 300e3, 1800e3, 7200e3, 18_000e3, 36_000e3, 36_000e3, null]);
});

test('retry: jitter moves a wait by at most a fifth', () => {
  for (const [index, base] of RETRY_DELAYS.entries()) {
    assert.equal(
      retryDelay(index + 1, null, () => 0),
      Math.round(base * 0.8),
    );
    assert.ok(retryDelay(index + 1, null, () => 0.999_999)! <= base * 1.2);
  }
});

test('retry: Retry-After replaces the wait, within bounds, and does not add attempts', () => {
  assert.equal(
    retryDelay(1, 90_000, () => 0),
    90_000,
  );
  assert.equal(
    retryDelay(1, 0, () => 0),
    1000,
  );
  assert.equal(
    retryDelay(1, 10 * 86_400_000, () => 0),
    3_600_000,
  );
  assert.equal(
    retryDelay(8, 1000, () => 0),
    null,
  );
});

test('retry: Retry-After is seconds or an HTTP date', () => {
  assert.equal(readRetryAfter('120', NOW), 120_000);
  assert.equal(readRetryAfter(new Date(NOW + 30_000).toUTCString(), NOW), 30_000);
  assert.equal(readRetryAfter(new Date(NOW - 30_000).toUTCString(), NOW), 0);
  for (const text of ['', '-5', '1.5', 'soon', '99999999999999', undefined])
    assert.equal(readRetryAfter(text, NOW), null, String(text));
});

const STATUSES: readonly (readonly [number, string])[] = [
  [200, 'delivered'],
  [202, 'delivered'],
  [204, 'delivered'],
  [301, 'refused'],
  [302, 'refused'],
  [307, 'refused'],
  [400, 'refused'],
  [401, 'refused'],
  [404, 'refused'],
  [408, 'retry'],
  [409, 'refused'],
  [410, 'gone'],
  [413, 'refused'],
  [429, 'retry'],
  [500, 'retry'],
  [502, 'retry'],
  [503, 'retry'],
  [504, 'retry'],
];

for (const [status, outcome] of STATUSES) {
  test(`outcome: HTTP ${status} is ${outcome}`, () => {
    assert.equal(statusOutcome({ status, headers: {} }, NOW).outcome, outcome);
  });
}

test('outcome: Retry-After of 429 and 503 is carried', () => {
  for (const status of [429, 503]) {
    const outcome = statusOutcome({ status, headers: { 'retry-after': '7' } }, NOW);
    assert.equal(outcome.outcome === 'retry' && outcome.retryAfterMs, 7000);
  }
});

test('outcome: a blocked address is refused, a broken connection is tried again, a bug shows no text', () => {
  assert.equal(thrownOutcome(new PlumblineError('address_blocked')).outcome, 'refused');
  assert.equal(
    thrownOutcome(new PlumblineError('delivery_failed', 'x', { retryable: true })).outcome,
    'retry',
  );
  const bug = thrownOutcome(new Error('token xoxb-1 is not a function'));
  assert.equal(bug.outcome, 'retry');
  assert.doesNotMatch(JSON.stringify(bug), /xoxb/);
});
