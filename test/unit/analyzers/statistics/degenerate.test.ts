import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePair, type PairResult } from '../../../../analyzers/statistics/measure-pair.ts';
import { type Column, type Reference, STATISTIC_IDS, type StatisticId } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';

const ORDERED: readonly StatisticId[] = [
  'ks',
  'wasserstein',
  'cramer_von_mises',
  'anderson_darling',
  'energy',
  'mean_shift',
  'variance_ratio',
  'range_violation',
];

function measure(reference: Reference, current: Column): Record<string, number | string> {
  return Object.fromEntries(
    measurePair(reference, current, STATISTIC_IDS).map((result: PairResult) => {
      if ('reason' in result) return [result.statistic, result.reason];
      const { value, effect, pValue, noise95, interval = [] } = result.distance;
      for (const number of [value, effect, pValue, noise95, ...interval])
        assert.ok(Number.isFinite(number), `${result.statistic}: ${number}`);
      assert.ok(pValue >= 0 && pValue <= 1, `${result.statistic}: p ${pValue}`);
      assert.ok(effect >= 0 && noise95 >= 0, `${result.statistic}: effect ${effect}, noise ${noise95}`);
      return [result.statistic, value];
    }),
  );
}

function all(
  outcome: string | number,
  ids: readonly StatisticId[] = STATISTIC_IDS,
): Record<string, string | number> {
  return Object.fromEntries(ids.map((id) => [id, outcome]));
}

/** equalNumeric is what no difference at all reads as, for a numeric feature without single ends. */
const equalNumeric = { ...all(0), variance_ratio: 1, unseen_share: 'not_applicable' };

const many = (length: number, value: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => value(index));
const ramp = many(1000, (index) => index);

test('an empty side has a reason instead of numbers', () => {
  assert.deepEqual(measure(numericReference([]), numericColumn(ramp)), all('empty_reference'));
  assert.deepEqual(measure(numericReference(ramp), numericColumn([])), all('empty_current'));
  assert.deepEqual(measure(categories({}), categories({ a: 1 })), all('empty_reference'));
  assert.deepEqual(measure(categories({ a: 1 }), categories({})), all('empty_current'));
});

test('a feature of another kind on either side has a reason', () => {
  assert.deepEqual(measure(numericReference(ramp), categories({ a: 5 })), all('kind_mismatch'));
  assert.deepEqual(measure(categories({ a: 5 }), numericColumn(ramp)), all('kind_mismatch'));
});

test('a window of nulls moves every row to the bin of nulls and has no order statistics', () => {
  const result = measure(numericReference(ramp), numericColumn([], 500));
  for (const id of ORDERED) assert.equal(result[id], 'no_usable_current', id);
  for (const id of ['jensen_shannon', 'hellinger', 'null_share'] as const) assert.equal(result[id], 1, id);
  assert.ok((result.psi as number) > 9);
});

test('nulls on both sides only are no drift', () => {
  const result = measure(numericReference([], 400), numericColumn([], 300));
  assert.deepEqual(result, {
    ...all(0),
    ...all('no_usable_reference', ORDERED),
    unseen_share: 'not_applicable',
  });
  const text = measure(categories({}, 400), categories({}, 300));
  assert.deepEqual(text, {
    ...all(0),
    ...all('not_applicable', ORDERED),
    unseen_share: 'no_usable_reference',
  });
});

test('a feature that disappears reads as full drift, missing rows being rows without a value', () => {
  const gone = { ...numericColumn([]), rows: 500, missing: 500 };
  assert.equal(measure(numericReference(ramp), gone).jensen_shannon, 1);
});

test('a feature that turns into text reads as full drift through its mismatched rows', () => {
  const text = { ...numericColumn([]), rows: 500, mismatched: 500 };
  assert.equal(measure(numericReference(ramp), text).jensen_shannon, 1);
});

test('the same constant on both sides is zero everywhere', () => {
  const result = measure(numericReference(many(300, () => 7)), numericColumn(many(200, () => 7)));
  assert.deepEqual(result, equalNumeric);
});

test('another constant is full KS and chi-square drift, has no unit for W1, and psi sees the move upwards only', () => {
  const reference = numericReference(many(300, () => 7));
  const up = measure(reference, numericColumn(many(200, () => 8)));
  const down = measure(reference, numericColumn(many(200, () => 6)));
  for (const result of [up, down]) {
    for (const id of ['ks', 'total_variation', 'l_infinity', 'range_violation'])
      assert.equal(result[id], 1, id);
    for (const id of ['wasserstein', 'energy', 'mean_shift'])
      assert.equal(result[id], 'constant_reference', id);
    assert.ok(Math.abs((result.chi_square as number) - 500) < 1e-9);
  }
  assert.ok((up.psi as number) > 15);
  assert.equal(down.psi, 0);
});

test('disjoint supports reach the upper bounds', () => {
  const result = measure(numericReference(ramp), numericColumn(ramp.map((value) => value + 5000)));
  assert.equal(result.ks, 1);
  assert.ok((result.jensen_shannon as number) < 1, 'the open end bin holds reference rows too');
  assert.equal(measure(categories({ a: 50 }), categories({ b: 70 })).jensen_shannon, 1);
});

test('one row on each side is defined', () => {
  const result = measure(numericReference([1]), numericColumn([1]));
  // The only value of the reference lies outside the range of its others, of which there are none.
  assert.deepEqual(result, { ...equalNumeric, variance_ratio: 'one_row', range_violation: -1 });
  const three = measure(numericReference([1, 2]), numericColumn([5]));
  assert.deepEqual([three.mean_shift, three.variance_ratio], ['one_row', 'one_row']);
  assert.equal(typeof three.anderson_darling, 'number');
});

test('the largest numbers give finite results or a reason', () => {
  const reference = numericReference([-Number.MAX_VALUE, 0, Number.MAX_VALUE]);
  const result = measure(reference, numericColumn([-Number.MAX_VALUE, Number.MAX_VALUE]));
  for (const id of ['wasserstein', 'energy', 'mean_shift', 'variance_ratio'])
    assert.equal(result[id], 'not_finite', id);
  assert.ok(Math.abs((result.ks as number) - 1 / 6) < 1e-15);
  // Squares of these values overflow, which must not read as a distance of 0 in units of infinity.
  const large = measure(numericReference([1e200, 2e200, 3e200]), numericColumn([7e200, 8e200]));
  assert.deepEqual([large.wasserstein, large.energy], ['not_finite', 'not_finite']);
  assert.ok(Math.abs((large.mean_shift as number) - 5.5 / Math.sqrt(2 / 3)) < 1e-12);
  // The reference is a constant here, but the window's range is beyond the largest number.
  const wild = measure(numericReference([1e308, 1e308]), numericColumn([-1e308, 1e308]));
  for (const id of ['mean_shift', 'variance_ratio']) assert.equal(wild[id], 'not_finite', id);
});

test('denormal spreads keep their precision', () => {
  const tiny = many(100, (index) => index * Number.MIN_VALUE);
  assert.equal(measure(numericReference(tiny), numericColumn(tiny)).ks, 0);
  const moved = measure(numericReference(tiny), numericColumn(tiny.map((x) => x + 50 * Number.MIN_VALUE)));
  assert.ok(Math.abs((moved.mean_shift as number) - 50 / Math.sqrt((100 * 100 - 1) / 12)) < 1e-12);
  assert.ok(Math.abs((moved.variance_ratio as number) - 1) < 1e-12);
});

test('a window that became constant has the variance ratio 0 and a finite effect', () => {
  const result = measure(numericReference(ramp), numericColumn(many(200, () => 500)));
  assert.equal(result.variance_ratio, 0);
});

test('minus zero and zero are one value', () => {
  const result = measure(numericReference([0, 0, 1]), numericColumn([-0, -0, 1]));
  assert.deepEqual({ ...result, range_violation: 0, variance_ratio: 1 }, equalNumeric);
});

test('psi: an unseen category adds its share against the floor', () => {
  const { psi } = measure(categories({ a: 1000 }), categories({ a: 900, b: 100 }));
  const expected = (0.9 - 1) * Math.log(0.9) + (0.1 - 1e-4) * Math.log(0.1 / 1e-4);
  assert.ok(Math.abs((psi as number) - expected) < 1e-12);
});

test('chi_square: a numeric feature with more than twenty reference values has none', () => {
  const twenty = numericReference(many(200, (index) => index % 20));
  const more = numericReference(many(210, (index) => index % 21));
  assert.equal(measure(twenty, numericColumn(many(100, (index) => index % 20))).chi_square, 0);
  assert.equal(measure(more, numericColumn(ramp)).chi_square, 'not_applicable');
  assert.equal(typeof measure(twenty, numericColumn(ramp)).chi_square, 'number');
});

test('order statistics are not defined for categories', () => {
  const result = measure(categories({ a: 5, b: 5 }), categories({ a: 5, b: 5 }));
  for (const id of ORDERED) assert.equal(result[id], 'not_applicable', id);
});

test('names of categories never collide with the bin of nulls or of the others', () => {
  const names = { null: 30, other: 20, __proto__null: 10, '': 40 };
  assert.equal(measure(categories(names, 5), categories(names, 5)).psi, 0);
});

test('a sampled reference weighs its nulls like its values', () => {
  const full = numericReference(ramp, 1000);
  const sampled = { ...full, sorted: full.sorted.filter((_, index) => index % 2 === 0), sampled: true };
  const result = measure(sampled, numericColumn(ramp, 1000));
  assert.ok((result.psi as number) < 1e-3, String(result.psi));
});
