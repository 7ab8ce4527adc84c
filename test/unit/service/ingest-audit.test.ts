import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastClosedHour } from '../../../service/ingest-audit.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 21, 12);

test('ingest audit: an hour is closed five minutes after its end', () => {
  assert.equal(lastClosedHour(NOON), NOON - 2 * HOUR);
  assert.equal(lastClosedHour(NOON + 5 * 60_000 - 1), NOON - 2 * HOUR);
  assert.equal(lastClosedHour(NOON + 5 * 60_000), NOON - HOUR);
});
