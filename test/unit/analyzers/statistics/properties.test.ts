import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { measurePair } from '../../../../analyzers/statistics/measure-pair.ts';
import { STATISTICS } from '../../../../analyzers/statistics/statistics.ts';
import type { Column, Reference, StatisticId } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';
import { sample } from '../../../reference/recipes.ts';

const NUMERIC: readonly StatisticId[] = ['psi', 'jensen_shannon', 'ks', 'wasserstein'];
const CATEGORICAL: readonly StatisticId[] = ['psi', 'jensen_shannon', 'chi_square'];
const RUNS = { numRuns: 60 };

// Below 1e-100 the squares in a standard deviation underflow, and a change of unit changes their rounding.
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => (Math.abs(x) < 1e-100 ? 0 : x));
const values = fc.array(value, { minLength: 2, maxLength: 60 });
const counts = fc.dictionary(fc.string({ maxLength: 4 }), fc.integer({ min: 1, max: 500 }), {
  minKeys: 1,
  maxKeys: 12,
});

function distance(reference: Reference, current: Column, id: StatisticId) {
  const [result] = measurePair(reference, current, [id]);
  return result && 'distance' in result ? result.distance : null;
}

function ascending(numbers: readonly number[], nulls = 0) {
  return numericColumn(Float64Array.from(numbers).sort(), nulls);
}

test('a sample against itself is exactly zero, with p = 1', () => {
  fc.assert(
    fc.property(values, fc.nat(20), (numbers, nulls) => {
      for (const id of NUMERIC) {
        const result = distance(numericReference(numbers, nulls), ascending(numbers, nulls), id);
        assert.equal(result?.value, 0, id);
        assert.equal(result?.pValue, 1, id);
      }
    }),
    RUNS,
  );
  fc.assert(
    fc.property(counts, (table) => {
      for (const id of CATEGORICAL)
        assert.ok((distance(categories(table), categories(table), id)?.value ?? 1) < 1e-12, id);
    }),
    RUNS,
  );
});

test('the order of categories does not change one bit', () => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const reversed = Object.fromEntries(Object.entries(b).reverse());
      for (const id of CATEGORICAL)
        assert.deepEqual(
          distance(categories(a), categories(reversed), id),
          distance(categories(a), categories(b), id),
        );
    }),
    RUNS,
  );
});

test('every statistic stays within its bounds', () => {
  const upper: Partial<Record<StatisticId, number>> = { ks: 1, jensen_shannon: 1 };
  fc.assert(
    fc.property(values, values, (a, b) => {
      for (const id of NUMERIC) {
        const result = distance(numericReference(a), ascending(b), id);
        if (result === null) continue;
        assert.ok(result.value >= 0 && result.value <= (upper[id] ?? Number.MAX_VALUE), id);
        assert.ok(result.pValue >= 0 && result.pValue <= 1, id);
      }
    }),
    RUNS,
  );
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const effect = distance(categories(a), categories(b), 'chi_square')!.effect;
      assert.ok(effect >= 0 && effect <= 1);
    }),
    RUNS,
  );
});

test('ks is symmetric, and so are jensen_shannon, psi and chi_square of categories', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const there = distance(numericReference(a), ascending(b), 'ks')!;
      const back = distance(numericReference(b), ascending(a), 'ks')!;
      assert.equal(there.value, back.value);
      assert.equal(there.pValue, back.pValue);
    }),
    RUNS,
  );
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      for (const id of CATEGORICAL) {
        const there = distance(categories(a), categories(b), id)!.value;
        const back = distance(categories(b), categories(a), id)!.value;
        assert.ok(Math.abs(there - back) <= 1e-9 * Math.max(1, there), id);
      }
    }),
    RUNS,
  );
});

test('ks does not change under a strictly increasing map, wasserstein not under a change of unit', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const map = (numbers: readonly number[]): number[] => numbers.map((x) => 8 * x);
      const before = distance(numericReference(a), ascending(b), 'ks')!.value;
      assert.equal(distance(numericReference(map(a)), ascending(map(b)), 'ks')!.value, before);
      const unit = distance(numericReference(a), ascending(b), 'wasserstein')?.value;
      const scaled = distance(numericReference(map(a)), ascending(map(b)), 'wasserstein')?.value;
      assert.equal(scaled, unit);
    }),
    RUNS,
  );
});

test('every statistic grows with a growing shift', () => {
  const reference = numericReference(sample({ shape: 'bell', seed: 7, n: 4000 }));
  const current = sample({ shape: 'bell', seed: 8, n: 4000 }).sort();
  for (const id of NUMERIC) {
    assert.ok(STATISTICS[id].largerMeansMoreDrift);
    let previous = -1;
    for (const shift of [0, 0.1, 0.2, 0.4, 0.8, 1.6]) {
      const { value } = distance(reference, numericColumn(current.map((x) => x + shift)), id)!;
      assert.ok(value > previous, `${id} at ${shift}: ${value} after ${previous}`);
      previous = value;
    }
  }
});

test('p-values are uniform without drift: the share below 5 % is near 5 % for each statistic', () => {
  const below: Partial<Record<StatisticId, number>> = {};
  const above: Partial<Record<StatisticId, number>> = {};
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const reference = numericReference(sample({ shape: 'uniform', seed: 2 * run + 1e6, n: 700 }));
    const current = numericColumn(sample({ shape: 'uniform', seed: 2 * run + 9e8 + 1, n: 500 }).sort());
    for (const id of NUMERIC) {
      const { effect, pValue, noise95 } = distance(reference, current, id)!;
      if (pValue < 0.05) below[id] = (below[id] ?? 0) + 1;
      if (effect > noise95) above[id] = (above[id] ?? 0) + 1;
    }
  }
  for (const id of NUMERIC) {
    const share = (below[id] ?? 0) / runs;
    assert.ok(share > 0.015 && share < 0.09, `${id}: ${share} of p-values below 0.05`);
    const noise = (above[id] ?? 0) / runs;
    assert.ok(noise > 0.015 && noise < 0.09, `${id}: ${noise} of effects above noise95`);
  }
});
