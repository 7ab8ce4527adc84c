import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareOnGrid } from '../../../../../analyzers/engines/cpu/compare-on-grid.ts';
import { binCounts, decileEdges } from '../../../../../analyzers/statistics/decile-bins.ts';
import { ecdfDistance } from '../../../../../analyzers/statistics/ecdf-distance.ts';
import { sample, uniforms } from '../../../../reference/recipes.ts';

/** compare checks a comparison on a grid against sorting everything, and says whether the grid was of use. */
function compare(reference: Float64Array, current: Float64Array): boolean {
  const sorted = reference.slice().sort();
  const before = current.slice();
  const edges = decileEdges(sorted);
  const found = compareOnGrid(sorted, current, edges);
  assert.deepEqual(current, before);
  if (found === null) return false;
  const ascending = current.slice().sort();
  const { supremum, area } = ecdfDistance(sorted, ascending);
  assert.equal(found.distance.supremum, supremum);
  const span = Math.max(sorted.at(-1)!, ascending.at(-1)!) - Math.min(sorted[0]!, ascending[0]!);
  assert.ok(
    Math.abs(found.distance.area - area) <= 1e-10 * area + 1e-16 * span,
    `area ${found.distance.area}, not ${area}`,
  );
  assert.deepEqual(found.binCounts, binCounts(ascending, edges));
  return true;
}

const N = 20_000;
const shapes: Readonly<Record<string, (u: number, index: number) => number>> = {
  uniform: (u) => u,
  'heavy on one side': (u) => 1 / u,
  'heavy on both sides': (u) => Math.tan(Math.PI * (u - 0.5)),
  'timestamps of one day': (u) => Math.floor(1.7e12 + u * 86_400_000),
  'a small spread far from zero': (u) => 1e6 + u,
  'two decimals': (u) => Math.round(u * 1000) / 100,
  'a third zeros': (u, index) => (index % 3 === 0 ? 0 : Math.exp(4 * u)),
  'denormal numbers': (u) => Math.floor(u * 1e6) * Number.MIN_VALUE,
  'two scales': (u, index) => (index % 2 === 0 ? u * 1e-9 : 1e9 * u),
};

/** Shapes whose values crowd in a few cells of every grid. */
const SORTED_INSTEAD = ['denormal numbers', 'two scales'];

for (const [name, draw] of Object.entries(shapes)) {
  test(`compareOnGrid equals sorting and merging: ${name}`, () => {
    const reference = uniforms(7, N).map(draw);
    const drifted = uniforms(8, N).map((u, index) => draw(u, index) * 1.07);
    const same = uniforms(9, N / 2).map(draw);
    const outcomes = [
      compare(reference, drifted),
      compare(reference, same),
      compare(reference.slice(0, 900), same),
    ];
    if (!SORTED_INSTEAD.includes(name)) assert.ok(outcomes.some(Boolean), 'the grid was of use');
  });
}

test('compareOnGrid equals sorting and merging: any shift and scale of a bell, far apart as well', () => {
  const reference = sample({ shape: 'bell', seed: 1, n: N });
  const current = (scale: number, shift: number) => sample({ shape: 'bell', seed: 2, n: N, scale, shift });
  for (const [scale, shift] of [
    [1, 0],
    [1, 0.01],
    [1.5, 0],
    [0.5, 1],
  ] as const)
    assert.ok(compare(reference, current(scale, shift)), 'the grid was of use');
  for (const [scale, shift] of [
    [1, 40],
    [1e-3, 5],
    [1e9, -7],
  ] as const)
    compare(reference, current(scale, shift));
});

test('compareOnGrid leaves a sample against itself to sorting: no cell tells where the gap is zero', () => {
  const values = sample({ shape: 'heavy', seed: 3, n: N });
  assert.equal(compareOnGrid(values.slice().sort(), values, []), null);
});

test('compareOnGrid equals sorting and merging for numbers of any kind, ties and extremes included', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(0, -0, 1, Number.MIN_VALUE, 1e308, -1e308),
  );
  const column = fc
    .array(value, { minLength: 1, maxLength: 200 })
    .map((numbers) => Float64Array.from(numbers));
  fc.assert(
    fc.property(column, column, (reference, current) => {
      compare(reference, current);
    }),
    { numRuns: 500 },
  );
  // Nothing but denormal distances, and both zeros.
  compare(
    Float64Array.of(5e-324, 2.1219957915e-314, 0, 4.2439915824e-314),
    Float64Array.of(-0, 2.1219957915e-314),
  );
});

test('compareOnGrid leaves a constant, and sums that overflow, to sorting', () => {
  assert.equal(compareOnGrid(new Float64Array(100), new Float64Array(100).fill(0), []), null);
  const huge = uniforms(4, N).map((u) => (u - 0.5) * 1.7e308);
  assert.equal(compareOnGrid(huge.slice().sort(), huge, []), null);
});
