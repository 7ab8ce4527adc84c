import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  countsAtMost,
  countsBelow,
  displayEdges,
  snapEdges,
  summaryOfSorted,
} from '../../../../analyzers/distributions/display-edges.ts';

const sortedOf = (values: readonly number[]) => Float64Array.from(values).sort();
const edgesOf = (values: readonly number[]) => displayEdges(summaryOfSorted(sortedOf(values))!);
const range = (count: number, of = (index: number) => index) =>
  Array.from({ length: count }, (_, index) => of(index));

test('the middle of the reference is cut into thirty bins of equal width', () => {
  const edges = edgesOf(range(1000, (index) => index / 7));
  assert.equal(edges.length, 31);
  assert.deepEqual([edges[0], edges.at(-1)], [5 / 7, 994 / 7]);
  const widths = edges.slice(1).map((edge, index) => edge - edges[index]!);
  for (const width of widths) assert.ok(Math.abs(width - widths[0]!) < 1e-9);
});

test('an outlier does not stretch the bins', () => {
  const edges = edgesOf([...range(999, (index) => index / 1000), 1e12]);
  assert.ok(edges.at(-1)! <= 1);
});

test('whole numbers get bins of whole numbers, few values a bin each, one value a bin around it', () => {
  assert.deepEqual(edgesOf(range(1000)).slice(0, 3), [4.5, 37.5, 70.5]);
  assert.deepEqual(edgesOf([1, 1, 2, 5]), [0.5, 1.5, 3.5, 6.5]);
  assert.deepEqual(edgesOf([0, 0, 0]), [-0.5, 0.5]);
  assert.equal(summaryOfSorted(new Float64Array(0)), null);
});

test('values at the end of what a number can be have finite bins', () => {
  const most = Number.MAX_VALUE;
  assert.equal(edgesOf([most]).length, 2);
  assert.deepEqual(edgesOf([-most, most]), [-most, 0, most]);
  const wide = edgesOf([
    ...range(500, (index) => -most + index * 1e300),
    ...range(500, (index) => index * 1e305),
  ]);
  assert.ok(wide.length === 31 && wide.every(Number.isFinite));
});

test('any reference gives ascending edges, and each value is counted once', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -3, max: 40 }),
  );
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (values) => {
      const sorted = sortedOf(values);
      const edges = edgesOf(values);
      assert.ok(edges.length >= 2);
      assert.ok(
        edges.every((edge, index) => Number.isFinite(edge) && (index === 0 || edge > edges[index - 1]!)),
      );
      for (const counts of [countsBelow(sorted, edges), countsAtMost(sorted, edges)]) {
        assert.equal(counts.length, edges.length + 1);
        assert.equal(
          counts.reduce((sum, count) => sum + count),
          sorted.length,
        );
        assert.ok(counts.every((count) => count >= 0));
      }
    }),
  );
});

test('edges move to the nearest edges of a grid, each once', () => {
  const grid = Float64Array.of(0, 1, 10);
  assert.deepEqual(snapEdges([-5, 0.4, 0.6, 4, 9, 99], grid), [0, 1, 10]);
  assert.deepEqual(snapEdges([1, 2], new Float64Array(0)), []);
});
