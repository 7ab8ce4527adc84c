import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ecdfDistance } from '../../../../analyzers/statistics/ecdf-distance.ts';
import { ecdfIntegrals } from '../../../../analyzers/statistics/ecdf-integrals.ts';
import { relativeError } from '../../../reference/golden.ts';

// Small integers make ties within and between the sides; the floats make none.
const values = fc
  .oneof(
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }),
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 }),
  )
  .map((numbers) => Float64Array.from(numbers).sort());

function share(sorted: Float64Array, limit: number): number {
  return sorted.filter((value) => value <= limit).length / sorted.length;
}

test('the full walk gives the supremum and the area of the short one, bit by bit', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const { supremum, area } = ecdfIntegrals(a, b);
      assert.deepEqual({ supremum, area }, ecdfDistance(a, b));
    }),
    { numRuns: 300 },
  );
});

test('the integrals of squares are what their definitions give, ties included', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [n, m] = [a.length, b.length];
      const pooled = Float64Array.from([...a, ...b]).sort();
      const distinct = [...new Set(pooled)];
      const gap = (x: number): number => share(a, x) - share(b, x);
      let [square, area, weighted] = [0, 0, 0];
      for (const [index, x] of distinct.entries()) {
        const ties = pooled.filter((value) => value === x).length;
        const before = index === 0 ? 0 : gap(distinct[index - 1]!);
        square += (ties * gap(x) ** 2) / (n + m);
        area += index === 0 ? 0 : before ** 2 * (x - distinct[index - 1]!);
        const rank = pooled.filter((value) => value < x).length + ties / 2;
        const spread = rank * (n + m - rank) - ((n + m) * ties) / 4;
        if (distinct.length > 1) weighted += (ties * ((before + gap(x)) / 2) ** 2) / spread;
      }
      const result = ecdfIntegrals(a, b);
      const near = (actual: number, wanted: number): boolean =>
        Math.abs(actual - wanted) <= 1e-12 * (1 + wanted);
      assert.ok(near(result.meanSquare, square));
      assert.ok(near(result.squareArea, area));
      assert.ok(near(result.andersonDarling, ((n + m - 1) * n * m * weighted) / (n + m)));
      assert.ok(result.meanSquare <= result.supremum ** 2 + 1e-12);
    }),
    { numRuns: 150 },
  );
});

test('a binary feature has the A² of Pearson’s chi-square', () => {
  const flags = (zeros: number, ones: number): Float64Array =>
    Float64Array.from([...Array<number>(zeros).fill(0), ...Array<number>(ones).fill(1)]);
  // χ² = N(ad − bc)² / (products of the margins), here with N − 1 in place of N.
  const chi = (200 * (70 * 40 - 30 * 60) ** 2) / (100 * 100 * 130 * 70);
  const { andersonDarling, largestTie } = ecdfIntegrals(flags(70, 30), flags(60, 40));
  assert.ok(relativeError(andersonDarling, (chi * 199) / 200) < 1e-12);
  assert.equal(largestTie, 130 / 200);
});
