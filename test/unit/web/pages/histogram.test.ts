import assert from 'node:assert/strict';
import test from 'node:test';
import type { Distribution } from '../../../../web/api/distribution.ts';
import { binsOf, outlineOf } from '../../../../web/pages/feature/histogram.ts';

const SIDES = {
  ...{ reference_rows: 10, current_rows: 10, reference_nulls: 0, current_nulls: 0, unseen: [] },
  ...{ reference_missing: 0, current_missing: 0, reference_mismatched: 0, current_mismatched: 0 },
  ...{ baseline_hash: 'b', source: 'rows' as const },
} as const;
const numeric = (changes: Partial<Distribution>): Distribution => ({
  ...{ ...SIDES, kind: 'numeric', edges: [-90, 1, 2, 3, 900] },
  ...{ reference: [0.1, 0.4, 0.4, 0.1], current: [0, 0.5, 0.25, 0.25] },
  ...changes,
});

test('histogram: open bins are named by their one bound and drawn as wide as their neighbours', () => {
  const bins = binsOf(numeric({ low_tail: true, high_tail: true }), String);
  assert.deepEqual(
    bins.map(({ name }) => name),
    ['below 1', '1 – 2', '2 – 3', 'from 3'],
  );
  assert.deepEqual(outlineOf(bins)?.current, [
    [0, 0],
    [1, 0.5],
    [2, 0.25],
    [3, 0.25],
    [4, 0.25],
  ]);
});

test('histogram: bins without a width become bars with names', () => {
  assert.equal(outlineOf(binsOf(numeric({ edges: [5, 5], reference: [1], current: [1] }), String)), null);
});

test('histogram: unseen categories are marked, and the rest is not mistaken for one', () => {
  const bins = binsOf(
    numeric({
      ...{ kind: 'categorical', categories: ['a', 'b', 'other'], others: true },
      ...{ reference: [0.5, 0, 0.5], current: [0.4, 0.3, 0.3], unseen: [{ category: 'b', share: 0.3 }] },
    }),
    String,
  );
  assert.deepEqual(
    bins.map(({ name, unseen, current }) => [name, unseen, current]),
    [
      ['a', false, 0.4],
      ['b', true, 0.3],
      ['all others', false, 0.3],
    ],
  );
});
