import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { timeTicks } from '../../../../web/charts/time-ticks.ts';

const ticks = (from: string, to: string) =>
  timeTicks({ from: Date.parse(from), to: Date.parse(to) }).map((tick) =>
    new Date(tick).toISOString().slice(0, 13),
  );

test('a quarter has ticks on Mondays, a day on hours, years on first days of months', () => {
  assert.deepEqual(ticks('2001-02-05T00:00Z', '2001-03-10T00:00Z'), [
    '2001-02-05T00',
    '2001-02-12T00',
    '2001-02-19T00',
    '2001-02-26T00',
    '2001-03-05T00',
  ]);
  assert.deepEqual(ticks('2001-02-05T01:30Z', '2001-02-05T15:00Z').slice(0, 3), [
    '2001-02-05T03',
    '2001-02-05T06',
    '2001-02-05T09',
  ]);
  assert.deepEqual(ticks('2000-11-05T00:00Z', '2001-10-10T00:00Z').slice(0, 2), [
    '2000-12-01T00',
    '2001-01-01T00',
  ]);
});

test('ticks lie in the span, in order, and there are never more than twelve', () => {
  const instant = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 4e12 }), (from, length) => {
      const found = timeTicks({ from, to: from + length });
      assert.ok(found.length <= 12);
      assert.ok(
        found.every(
          (tick, index) => tick >= from && tick <= from + length && tick > (found[index - 1] ?? -1),
        ),
      );
    }),
    { numRuns: 200 },
  );
});
