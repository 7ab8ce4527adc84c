import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextDown, nextUp } from '../../../../analyzers/profiles/adjacent-floats.ts';
import { binOf, buildGrid } from '../../../../analyzers/profiles/grid.ts';
import { decileEdges } from '../../../../analyzers/statistics/decile-bins.ts';

const sample = (values: readonly number[]) => Float64Array.from(values).sort();
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE),
);
const countsOf = (values: Float64Array, edges: Float64Array) => {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) counts[binOf(edges, value)]! += 1;
  return counts;
};

test('grid: edges are finite, ascending and distinct, at most 600, and hold every decile', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 1500 }), (values) => {
      const sorted = sample(values);
      const { edges } = buildGrid(sorted, 0);
      assert.ok(edges.length <= 600);
      for (const [index, edge] of edges.entries()) {
        assert.ok(Number.isFinite(edge));
        if (index > 0) assert.ok(edge > edges[index - 1]!);
      }
      for (const decile of decileEdges(sorted)) assert.ok(edges.includes(decile), `${decile}`);
    }),
    { numRuns: 300 },
  );
});

test('grid: a bin holds at most 1/250 of the reference unless it holds a single number', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 2000 }), (values) => {
      const sorted = sample(values);
      const { edges } = buildGrid(sorted, 0);
      for (const [bin, count] of countsOf(sorted, edges).entries()) {
        if (count <= sorted.length / 250) continue;
        const own = sorted.filter((value) => binOf(edges, value) === bin);
        assert.equal(new Set(own).size, 1, `bin ${bin} holds ${own}`);
      }
    }),
    { numRuns: 300 },
  );
});

test('grid: of many different values a bin holds at most 1/500, so that the certified gap is below 0.005', () => {
  const sorted = sample(Array.from({ length: 20_000 }, (_, index) => Math.exp(Math.sin(index) * 5)));
  const counts = countsOf(sorted, buildGrid(sorted, 0).edges);
  assert.ok(Math.max(...counts) <= 40);
  assert.ok(counts.length <= 560);
});

test('grid: an atom among many values has the bin of one float', () => {
  const sorted = sample([
    ...Array.from({ length: 1000 }, (_, index) => index / 10),
    ...Array(300).fill(33.33),
  ]);
  const { edges } = buildGrid(sorted, 0);
  const bin = binOf(edges, 33.33);
  assert.equal(edges[bin], 33.33);
  assert.equal(edges[bin - 1], nextDown(33.33));
});

test('grid: up to twenty values each have a bin, however rare', () => {
  const sorted = sample([...Array(100_000).fill(0), 1, 2, 3]);
  const { edges } = buildGrid(sorted, 0);
  assert.deepEqual([...edges], [-5e-324, 0, nextDown(1), 1, nextDown(2), 2, nextDown(3), 3]);
});

test('grid: without values there is one bin', () => {
  const { edges } = buildGrid(new Float64Array(0), 0);
  assert.equal(edges.length, 0);
  assert.equal(binOf(edges, 7), 0);
});

test('grid: bins are open below and closed above', () => {
  const edges = Float64Array.of(1, 2);
  assert.deepEqual(
    [0.9, 1, 1.5, 2, nextUp(2)].map((value) => binOf(edges, value)),
    [0, 0, 1, 1, 2],
  );
});

test('adjacent floats: nothing lies between a number and the next one', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const next = nextUp(value);
      assert.ok(next > value);
      assert.equal(nextDown(next) === value || next === Number.POSITIVE_INFINITY, true);
      const middle = value / 2 + next / 2;
      assert.ok(!(middle > value && middle < next) || next === Number.POSITIVE_INFINITY);
    }),
  );
});
