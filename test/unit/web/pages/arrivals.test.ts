import assert from 'node:assert/strict';
import test from 'node:test';
import { arrivalsOf, stepOf, totalOf } from '../../../../web/pages/ingest/arrivals.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('arrivals: a week is shown by hour, more by day', () => {
  assert.equal(stepOf({ from: 0, to: 7 * DAY }), HOUR);
  assert.equal(stepOf({ from: 0, to: 8 * DAY }), DAY);
});

test('arrivals: models are added up by step, oldest first, and refused records stand apart', () => {
  const row = { model: 'eta', kind: 'prediction', accepted: 3, rejected: 1 } as const;
  const arrivals = arrivalsOf(
    [
      { ...row, hour: '2026-01-06T01:00:00.000Z' },
      { ...row, hour: '2026-01-05T01:00:00.000Z', kind: 'label' },
      { ...row, hour: '2026-01-06T07:00:00.000Z', model: 'other' },
    ],
    DAY,
  );
  assert.deepEqual(arrivals, [
    { at: '2026-01-05T00:00:00.000Z', prediction: 0, label: 3, feature_sample: 0, rejected: 1 },
    { at: '2026-01-06T00:00:00.000Z', prediction: 6, label: 0, feature_sample: 0, rejected: 2 },
  ]);
  assert.deepEqual(totalOf(arrivals), { accepted: 9, rejected: 3 });
});
