import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  categoricalDistribution,
  numericDistribution,
  OTHER,
} from '../../../../analyzers/distributions/distribution.ts';
import {
  addCategories,
  addNumbers,
  noNumbers,
  numbersOfProfile,
} from '../../../../analyzers/distributions/sides.ts';
import { profileOfColumn } from '../../../../analyzers/profiles/profile.ts';

const QUALITY = { rows: 4, nulls: 0, missing: 0, mismatched: 0 };
const numbers = (counts: readonly number[], lowest: number | null, highest: number | null) => {
  return { ...QUALITY, counts, lowest, highest };
};
const categories = (counts: Readonly<Record<string, number>>, n?: number) => {
  const values = Object.values(counts);
  return {
    ...QUALITY,
    categories: Object.keys(counts),
    counts: values,
    n: n ?? values.reduce((sum, count) => sum + count, 0),
  };
};

test('tails appear where there is something in them, and end at the outermost value of both sides', () => {
  const drawn = numericDistribution([0, 1, 2], numbers([0, 2, 2, 0], 0, 2), numbers([1, 0, 1, 2], -7, 30));
  assert.deepEqual(drawn, {
    kind: 'numeric',
    edges: [-7, 0, 1, 2, 30],
    reference: [0, 0.5, 0.5, 0],
    current: [0.25, 0, 0.25, 0.5],
    lowTail: true,
    highTail: true,
  });
});

test('a tail that is no wider than its edge belongs to the bin beside it', () => {
  const drawn = numericDistribution([0, 1], numbers([1, 1, 0], 0, 1), numbers([1, 0, 1], 0, 1));
  assert.deepEqual([drawn.edges, drawn.reference, drawn.current], [[0, 1], [1], [1]]);
});

test('without values there are no bins, and without a reference its shares are nothing', () => {
  assert.deepEqual(numericDistribution([], noNumbers([]), noNumbers([])).edges, []);
  const drawn = numericDistribution([0, 1], noNumbers([0, 1]), numbers([0, 4, 0], 0, 1));
  assert.deepEqual([drawn.reference, drawn.current], [[0], [1]]);
});

test('the most frequent categories of both sides are shown, the rest is one, and unseen ones are named', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`c${index}`, 1]));
  const reference = categories({ ...many, [OTHER]: 70 });
  const current = categories({ new: 3, [OTHER]: 1 });
  const drawn = categoricalDistribution(reference, current, new Set(reference.categories));
  assert.deepEqual([drawn.categories.length, drawn.others], [21, true]);
  assert.deepEqual(drawn.categories.slice(0, 2), [OTHER, 'new']);
  assert.deepEqual(drawn.unseen, [{ category: 'new', share: 0.75 }]);
  for (const side of [drawn.reference, drawn.current]) {
    assert.ok(Math.abs(side.reduce((sum, share) => sum + share) - 1) < 1e-12);
  }
  const few = categoricalDistribution(categories({ a: 1 }), categories({}), new Set(['a']));
  assert.deepEqual([few.categories, few.reference, few.current, few.others], [['a'], [1], [0], false]);
});

test('parts of a side add up', () => {
  const sum = addNumbers(numbers([1, 2, 3], -1, null), numbers([1, 0, 0], 2, 5));
  assert.deepEqual([sum.counts, sum.lowest, sum.highest, sum.rows], [[2, 2, 3], -1, 5, 8]);
  const both = addCategories(categories({ a: 1, b: 2 }), categories({ b: 1 }, 5));
  assert.deepEqual([both.categories, both.counts, both.n], [['a', 'b'], [1, 3], 8]);
});

test('a profile is counted between edges of its grid', () => {
  const grid = { edges: Float64Array.of(0, 1, 2, 3), centre: 0 };
  const subject = { kind: 'feature', name: 'x' } as const;
  const values = Float64Array.of(-1, 0, 0.5, 1, 1.5, 2.5, 9);
  const profile = profileOfColumn({ ...QUALITY, subject, kind: 'numeric', values }, grid);
  assert.ok(profile.kind === 'numeric');
  assert.deepEqual(numbersOfProfile(profile, grid, [1, 3]).counts, [4, 2, 1]);
});
