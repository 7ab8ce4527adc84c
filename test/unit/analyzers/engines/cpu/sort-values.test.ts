import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sortValues } from '../../../../../analyzers/engines/cpu/sort-values.ts';
import { sample } from '../../../../reference/recipes.ts';

function sorted(values: Float64Array): Float64Array {
  return sortValues(values, (length) => new Float64Array(length)).sorted;
}

function agreesWithBuiltIn(values: Float64Array): void {
  const expected = values.filter(Number.isFinite).sort();
  const actual = sorted(values.slice());
  assert.equal(actual.length, expected.length);
  // Minus zero and zero are equal to every statistic, so their order is free.
  for (let i = 0; i < expected.length; i++) assert.ok(actual[i] === expected[i], `place ${i}`);
}

test('sortValues orders any finite numbers like the built-in sort, in the radix range too', () => {
  const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 1, Number.MAX_VALUE));
  fc.assert(
    fc.property(fc.array(value, { minLength: 30, maxLength: 60 }), (numbers) => {
      agreesWithBuiltIn(Float64Array.from(numbers));
      agreesWithBuiltIn(
        Float64Array.from(
          { length: 3000 },
          (_, index) => numbers[(index * 7) % numbers.length]! * (index % 5),
        ),
      );
    }),
    { numRuns: 50 },
  );
});

test('sortValues orders shapes that stress one digit: bells, ties, timestamps of one day, tiny differences', () => {
  const u = sample({ shape: 'uniform', seed: 1, n: 20_000 });
  agreesWithBuiltIn(sample({ shape: 'bell', seed: 2, n: 20_000 }));
  agreesWithBuiltIn(u.map((x) => Math.floor(x * 5) - 2));
  agreesWithBuiltIn(u.map((x) => 1.7e12 + Math.floor(x * 86_400_000)));
  agreesWithBuiltIn(u.map((x) => 1 + x * 1e-12));
  agreesWithBuiltIn(u.map((x) => -1 - x * 1e-12));
  agreesWithBuiltIn(u.map(() => 3));
});

test('sortValues drops NaN and infinities and counts them', () => {
  const values = sample({ shape: 'bell', seed: 3, n: 5000 });
  values[0] = Number.NaN;
  values[77] = Number.POSITIVE_INFINITY;
  values[4999] = Number.NEGATIVE_INFINITY;
  const result = sortValues(values, (length) => new Float64Array(length));
  assert.equal(result.notFinite, 3);
  assert.equal(result.sorted.length, 4997);
});

test('sortValues takes an empty column and a view into a larger buffer', () => {
  assert.equal(sorted(new Float64Array(0)).length, 0);
  const whole = sample({ shape: 'bell', seed: 4, n: 9001 });
  agreesWithBuiltIn(whole.subarray(1, 5001));
});
