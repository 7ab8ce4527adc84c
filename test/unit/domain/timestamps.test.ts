import assert from 'node:assert/strict';
import test from 'node:test';
import { type ErrorCode, parseTimestamp } from '../../../domain/index.ts';

const GOOD: readonly (readonly [string | number, string])[] = [
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02 03:04:05.678901+01:00', '2026-01-02T02:04:05.678Z'],
  ['2024-02-29t23:59:59z', '2024-02-29T23:59:59.000Z'],
  [1_767_323_045_678, '2026-01-02T03:04:05.678Z'],
  [1_767_323_045_678.9, '2026-01-02T03:04:05.678Z'],
  ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ['2262-04-12T00:00:00Z', '2262-04-12T00:00:00.000Z'],
];

const BAD: readonly (readonly [string | number, ErrorCode])[] = [
  ['2026-01-02T03:04:05', 'timestamp_without_zone'],
  ['2026-01-02', 'invalid_timestamp'],
  ['2026-02-30T00:00:00Z', 'invalid_timestamp'],
  ['2026-13-01T00:00:00Z', 'invalid_timestamp'],
  ['2026-01-02T25:00:00Z', 'invalid_timestamp'],
  ['yesterday', 'invalid_timestamp'],
  ['', 'invalid_timestamp'],
  [1_767_323_045, 'timestamp_in_seconds'],
  [1_767_323_045.5, 'timestamp_in_seconds'],
  [Number.NaN, 'invalid_timestamp'],
  [Number.POSITIVE_INFINITY, 'invalid_timestamp'],
  [9e15, 'invalid_timestamp'],
];

for (const [value, iso] of GOOD) {
  test(`parseTimestamp: ${value} is ${iso}`, () => {
    const parsed = parseTimestamp(value);
    assert.ok(parsed.ok);
    assert.equal(new Date(parsed.ms).toISOString(), iso);
  });
}

for (const [value, code] of BAD) {
  test(`parseTimestamp: ${JSON.stringify(value)} is refused as ${code}`, () => {
    assert.deepEqual(parseTimestamp(value), { ok: false, code });
  });
}
