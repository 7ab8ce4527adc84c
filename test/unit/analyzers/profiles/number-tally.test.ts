import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextDown, nextUp } from '../../../../analyzers/profiles/adjacent-floats.ts';
import { buildGrid } from '../../../../analyzers/profiles/grid.ts';
import { createNumberCounter } from '../../../../analyzers/profiles/number-tally.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: 999_999, max: 1_000_001 }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE),
);

/** Where values are easily put into the bin beside theirs. */
const around = (values: readonly number[]) =>
  Float64Array.from([...values, ...values.map(nextUp), ...values.map(nextDown)]).filter(Number.isFinite);

test('number tally: every value is in the bin of as many edges as are below it', () => {
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 800 }),
      fc.array(number, { maxLength: 50 }),
      (reference, others) => {
        const grid = buildGrid(Float64Array.from(reference).sort(), 0.5);
        const values = around([...reference, ...others]);
        const counter = createNumberCounter(grid);
        const tally = counter.empty();
        assert.equal(counter.add(tally, values, 0, values.length), 0);
        const expected = new Float64Array(grid.edges.length + 1);
        for (const value of values) expected[grid.edges.filter((edge) => edge < value).length]! += 1;
        assert.deepEqual(tally.counts, expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('number tally: only the asked values are added, NaN is none, and infinities are told apart', () => {
  const counter = createNumberCounter({ edges: Float64Array.of(1, 2), centre: 1 });
  const tally = counter.empty();
  const values = Float64Array.of(9, 1, 2, Number.NaN, 4, Number.POSITIVE_INFINITY, -1, 9);
  assert.equal(counter.add(tally, values, 1, 4), 0);
  assert.equal(counter.add(tally, values, 4, 7), 1);
  assert.deepEqual(tally, {
    counts: Float64Array.of(2, 1, 1),
    sum: 6,
    squares: 0 + 1 + 9 + 4,
    min: -1,
    max: 4,
    lowSum: 0,
    highSum: 4,
  });
});

test('number tally: without edges all values share one bin, and without values there is nothing', () => {
  const counter = createNumberCounter(buildGrid(new Float64Array(0), 0));
  const tally = counter.empty();
  assert.equal(counter.add(tally, Float64Array.of(-5, 7), 0, 2), 0);
  assert.deepEqual([tally.counts, tally.lowSum, tally.highSum], [Float64Array.of(2), 2, 2]);
  const none = counter.empty();
  assert.deepEqual([none.min, none.max], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});
