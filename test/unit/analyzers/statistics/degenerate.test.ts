import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePair, type PairResult } from '../../../../analyzers/statistics/measure-pair.ts';
import type { Column, Reference, StatisticId } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';

const ALL: readonly StatisticId[] = ['psi', 'jensen_shannon', 'ks', 'wasserstein', 'chi_square'];

function measure(reference: Reference, current: Column): Record<string, number | string> {
  return Object.fromEntries(
    measurePair(reference, current, ALL).map((result: PairResult) => {
      if ('reason' in result) return [result.statistic, result.reason];
      const { value, effect, pValue, noise95 } = result.distance;
      for (const number of [value, effect, pValue, noise95]) assert.ok(Number.isFinite(number));
      assert.ok(pValue >= 0 && pValue <= 1);
      return [result.statistic, value];
    }),
  );
}

function all(reason: string): Record<string, string> {
  return Object.fromEntries(ALL.map((id) => [id, reason]));
}

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
  assert.equal(result.ks, 'no_usable_current');
  assert.equal(result.wasserstein, 'no_usable_current');
  assert.equal(result.jensen_shannon, 1);
  assert.ok((result.psi as number) > 9);
});

test('nulls on both sides only are no drift', () => {
  const result = measure(numericReference([], 400), numericColumn([], 300));
  assert.deepEqual(result, {
    psi: 0,
    jensen_shannon: 0,
    ks: 'no_usable_reference',
    wasserstein: 'no_usable_reference',
    chi_square: 0,
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
  assert.deepEqual(result, { psi: 0, jensen_shannon: 0, ks: 0, wasserstein: 0, chi_square: 0 });
});

test('another constant is full KS and chi-square drift, has no unit for W1, and psi sees the move upwards only', () => {
  const reference = numericReference(many(300, () => 7));
  const up = measure(reference, numericColumn(many(200, () => 8)));
  const down = measure(reference, numericColumn(many(200, () => 6)));
  for (const result of [up, down]) {
    assert.equal(result.ks, 1);
    assert.equal(result.wasserstein, 'constant_reference');
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
  assert.deepEqual(result, { psi: 0, jensen_shannon: 0, ks: 0, wasserstein: 0, chi_square: 0 });
});

test('the largest numbers give finite results or a reason', () => {
  const reference = numericReference([-Number.MAX_VALUE, 0, Number.MAX_VALUE]);
  const result = measure(reference, numericColumn([-Number.MAX_VALUE, Number.MAX_VALUE]));
  assert.equal(result.wasserstein, 'not_finite');
  assert.ok(Math.abs((result.ks as number) - 1 / 6) < 1e-15);
});

test('denormal spreads keep their precision', () => {
  const tiny = many(100, (index) => index * Number.MIN_VALUE);
  assert.equal(measure(numericReference(tiny), numericColumn(tiny)).ks, 0);
});

test('minus zero and zero are one value', () => {
  const result = measure(numericReference([0, 0, 1]), numericColumn([-0, -0, 1]));
  assert.deepEqual(result, { psi: 0, jensen_shannon: 0, ks: 0, wasserstein: 0, chi_square: 0 });
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
  assert.deepEqual([result.ks, result.wasserstein], ['not_applicable', 'not_applicable']);
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
