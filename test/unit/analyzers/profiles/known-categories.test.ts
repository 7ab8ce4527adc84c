import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ALL_CATEGORIES,
  knownCategories,
  MOST_CATEGORIES,
  namedCategories,
  placeCategories,
} from '../../../../analyzers/profiles/known-categories.ts';
import type { CategoricalProfile } from '../../../../analyzers/profiles/profile.ts';

const profileOf = (counts: ReadonlyMap<string, number>, others = 0): CategoricalProfile => ({
  subject: { kind: 'feature', name: 'c' },
  kind: 'categorical',
  rows: 0,
  nulls: 0,
  missing: 0,
  mismatched: 0,
  categories: [...counts.keys()],
  counts: Float64Array.from(counts.values()),
  others,
});
const numbered = (length: number, rows: (index: number) => number) =>
  profileOf(new Map(Array.from({ length }, (_, index) => [`c${index}`, rows(index)])));

test('known are the categories that repeat in the reference, the most frequent first and equals by name', () => {
  const reference = profileOf(
    new Map([
      ['a', 2],
      ['b', 1],
      ['c', 9],
      ['d', 2],
    ]),
  );
  assert.deepEqual(knownCategories(reference), ['c', 'a', 'd']);
});

test('what is placed and named again is what was counted, whatever is known', () => {
  const category = fc.string({ maxLength: 2 });
  const counted = fc.array(fc.tuple(category, fc.integer({ min: 1, max: 99 })), { maxLength: 40 });
  fc.assert(
    fc.property(counted, fc.uniqueArray(category, { maxLength: 20 }), (pairs, known) => {
      const counts = new Map(pairs);
      const placed = placeCategories(profileOf(counts, 3), known);
      assert.equal(placed.known.length, known.length);
      assert.equal(placed.others, 3);
      for (const name of placed.categories) assert.equal(known.includes(name), false);
      const named = namedCategories(known, Float64Array.from(placed.known), placed.categories, placed.counts);
      assert.deepEqual(new Map(named.categories.map((name, index) => [name, named.counts[index]])), counts);
    }),
  );
});

test('a bucket that has lost categories, or has too many, names the most frequent', () => {
  const many = numbered(ALL_CATEGORIES + 1, (index) => (index === 5 ? 7 : 1));
  const placed = placeCategories(many, ['c0']);
  assert.equal(placed.categories.length, ALL_CATEGORIES, 'the known one needs no name');
  const blind = placeCategories(many, []);
  assert.deepEqual(
    [blind.categories.length, blind.categories[0], blind.counts[0]],
    [MOST_CATEGORIES, 'c5', 7],
  );
  assert.equal(blind.others, ALL_CATEGORIES + 1 - MOST_CATEGORIES);
  const lossy = placeCategories({ ...numbered(MOST_CATEGORIES + 2, () => 1), others: 4 }, []);
  assert.deepEqual([lossy.categories.length, lossy.others], [MOST_CATEGORIES, 6]);
});
