import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dropNotFinite, sortFinite } from '../../../../../analyzers/engines/cpu/sort-values.ts';
import { sample } from '../../../../reference/recipes.ts';

function sorted(values: Float64Array): Float64Array {
  return sortFinite(dropNotFinite(values), (length) => new Float64Array(length));
}

function agreesWithBuiltIn(values: Float64Array): void {
  const expected = values.filter(Number.isFinite).sort();
  const actual = sorted(values.slice());
  assert.equal(actual.length, expected.length);
  // Minus zero and zero are equal to every statistic, so their order is free.
  for (let i = 0; i < expected.length; i++) assert.ok(actual[i] === expected[i], `place ${i}`);
}

test('sortFinite orders any finite numbers like the built-in sort, in the radix range too', () => {
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

test('sortFinite orders shapes that stress one digit: bells, ties, timestamps of one day, tiny differences', () => {
  const u = sample({ shape: 'uniform', seed: 1, n: 20_000 });
  agreesWithBuiltIn(sample({ shape: 'bell', seed: 2, n: 20_000 }));
  agreesWithBuiltIn(u.map((x) => Math.floor(x * 5) - 2));
  agreesWithBuiltIn(u.map((x) => 1.7e12 + Math.floor(x * 86_400_000)));
  agreesWithBuiltIn(u.map((x) => 1 + x * 1e-12));
  agreesWithBuiltIn(u.map((x) => -1 - x * 1e-12));
  agreesWithBuiltIn(u.map(() => 3));
});

test('dropNotFinite drops NaN and infinities, keeps the order of the rest and needs no other buffer', () => {
  const values = Float64Array.of(
    3,
    Number.NaN,
    1,
    Number.POSITIVE_INFINITY,
    Number.MAX_VALUE,
    Number.NEGATIVE_INFINITY,
  );
  const finite = dropNotFinite(values);
  assert.deepEqual([...finite], [3, 1, Number.MAX_VALUE]);
  assert.equal(finite.buffer, values.buffer);
});

test('sortFinite takes an empty column and a view into a larger buffer', () => {
  assert.equal(sorted(new Float64Array(0)).length, 0);
  const whole = sample({ shape: 'bell', seed: 4, n: 9001 });
  agreesWithBuiltIn(whole.subarray(1, 5001));
});
