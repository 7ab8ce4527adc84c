import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { measurePair } from '../../../../analyzers/statistics/measure-pair.ts';
import { STATISTICS } from '../../../../analyzers/statistics/statistics.ts';
import type { Column, Reference, StatisticId } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';
import { sample } from '../../../reference/recipes.ts';

const DISTANCES: readonly StatisticId[] = [
  'psi',
  'jensen_shannon',
  'hellinger',
  'ks',
  'wasserstein',
  'cramer_von_mises',
  'anderson_darling',
  'energy',
];
const NUMERIC: readonly StatisticId[] = [...DISTANCES, 'mean_shift', 'variance_ratio'];
const CATEGORICAL: readonly StatisticId[] = [
  'psi',
  'jensen_shannon',
  'hellinger',
  'chi_square',
  'total_variation',
  'l_infinity',
];
const QUALITY: readonly StatisticId[] = ['null_share', 'unseen_share', 'range_violation'];
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
        assert.equal(result?.effect, 0, id);
        assert.equal(result?.pValue, 1, id);
      }
      for (const id of ['null_share', 'range_violation'] as const)
        assert.equal(
          distance(numericReference(numbers, nulls), ascending(numbers, nulls), id)?.effect,
          0,
          id,
        );
    }),
    RUNS,
  );
  fc.assert(
    fc.property(counts, (table) => {
      for (const id of [...CATEGORICAL, 'unseen_share'] as const)
        assert.ok((distance(categories(table), categories(table), id)?.effect ?? 1) < 1e-12, id);
    }),
    RUNS,
  );
});

test('the order of categories does not change one bit', () => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const reversed = Object.fromEntries(Object.entries(b).reverse());
      for (const id of [...CATEGORICAL, 'unseen_share'] as const)
        assert.deepEqual(
          distance(categories(a), categories(reversed), id),
          distance(categories(a), categories(b), id),
        );
    }),
    RUNS,
  );
});

test('every statistic stays within its bounds', () => {
  const upper: Partial<Record<StatisticId, number>> = {
    ks: 1,
    jensen_shannon: 1,
    hellinger: 1,
    null_share: 1,
    range_violation: 1,
  };
  fc.assert(
    fc.property(values, values, (a, b) => {
      for (const id of [...NUMERIC, ...QUALITY]) {
        const result = distance(numericReference(a), ascending(b), id);
        if (result === null) continue;
        assert.ok(result.effect >= 0 && result.effect <= (upper[id] ?? Number.MAX_VALUE), id);
        assert.ok(DISTANCES.includes(id) ? result.value >= 0 : true, id);
        assert.ok(result.pValue >= 0 && result.pValue <= 1, id);
      }
    }),
    RUNS,
  );
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const effectOf = (id: StatisticId): number => distance(categories(a), categories(b), id)!.effect;
      for (const id of ['chi_square', 'unseen_share', 'hellinger', 'total_variation'] as const)
        assert.ok(effectOf(id) >= 0 && effectOf(id) <= 1, id);
      assert.ok(effectOf('l_infinity') <= effectOf('total_variation') + 1e-12);
      // Le Cam: H² ≤ TV ≤ H·√(2 − H²).
      const h = effectOf('hellinger');
      const [low, high] = [h * h, h * Math.sqrt(2 - h * h)];
      assert.ok(effectOf('total_variation') > low - 1e-9 && effectOf('total_variation') < high + 1e-9);
    }),
    RUNS,
  );
});

test('the distances that have no unit are symmetric, of numbers and of categories', () => {
  const near = (there: number, back: number): boolean => Math.abs(there - back) <= 1e-9 * Math.max(1, there);
  fc.assert(
    fc.property(values, values, (a, b) => {
      for (const id of ['ks', 'cramer_von_mises', 'anderson_darling'] as const) {
        const there = distance(numericReference(a), ascending(b), id)!;
        const back = distance(numericReference(b), ascending(a), id)!;
        assert.ok(near(there.value, back.value), id);
        assert.ok(near(there.pValue, back.pValue), id);
      }
    }),
    RUNS,
  );
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      for (const id of CATEGORICAL) {
        const there = distance(categories(a), categories(b), id)!.value;
        assert.ok(near(there, distance(categories(b), categories(a), id)!.value), id);
      }
    }),
    RUNS,
  );
});

test('rank distances do not change under a strictly increasing map, the others not under a change of unit', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const map = (numbers: readonly number[]): number[] => numbers.map((x) => 8 * x);
      for (const id of ['ks', 'cramer_von_mises', 'anderson_darling'] as const) {
        const before = distance(numericReference(a), ascending(b), id)!.value;
        assert.equal(distance(numericReference(map(a)), ascending(map(b)), id)!.value, before, id);
      }
      for (const id of ['wasserstein', 'energy', 'mean_shift', 'variance_ratio'] as const) {
        const unit = distance(numericReference(a), ascending(b), id)?.value;
        const scaled = distance(numericReference(map(a)), ascending(map(b)), id)?.value;
        assert.equal(scaled === undefined, unit === undefined, id);
        if (scaled !== undefined) assert.ok(Math.abs(scaled - unit!) <= 1e-9 * Math.abs(unit!), id);
      }
    }),
    RUNS,
  );
});

test('every statistic grows with a growing shift', () => {
  const reference = numericReference(sample({ shape: 'bell', seed: 7, n: 4000 }));
  const current = sample({ shape: 'bell', seed: 8, n: 4000 }).sort();
  for (const id of [...DISTANCES, 'mean_shift'] as const) {
    assert.ok(STATISTICS[id].largerMeansMoreDrift);
    let previous = -1;
    for (const shift of [0, 0.1, 0.2, 0.4, 0.8, 1.6]) {
      const { value } = distance(reference, numericColumn(current.map((x) => x + shift)), id)!;
      assert.ok(value > previous, `${id} at ${shift}: ${value} after ${previous}`);
      previous = value;
    }
  }
});

test('variance_ratio grows with a growing scale, up and down', () => {
  const reference = numericReference(sample({ shape: 'bell', seed: 7, n: 4000 }));
  const current = sample({ shape: 'bell', seed: 8, n: 4000 }).sort();
  for (const scales of [
    [1, 1.1, 1.5, 3],
    [1, 0.9, 0.6, 0.2],
  ]) {
    const effects = scales.map(
      (scale) => distance(reference, numericColumn(current.map((x) => scale * x)), 'variance_ratio')!.effect,
    );
    for (const [index, effect] of effects.entries()) assert.ok(index === 0 || effect > effects[index - 1]!);
  }
});

test('quality statistics grow with the rows that should not be there', () => {
  let previous = { null_share: -1, range_violation: -1, unseen_share: -1 };
  for (const bad of [0, 20, 100, 400]) {
    const good = sample({ shape: 'uniform', seed: 3, n: 1000 - bad }).sort();
    const reference = numericReference(sample({ shape: 'uniform', seed: 4, n: 1000 }));
    const outside = numericColumn([...good, ...Array<number>(bad).fill(9)]);
    const effects = {
      null_share: distance(reference, numericColumn(good, bad), 'null_share')!.effect,
      range_violation: distance(reference, outside, 'range_violation')!.effect,
      unseen_share: distance(
        categories({ a: 600, b: 400 }),
        categories({ a: 1000 - bad, new: bad }),
        'unseen_share',
      )!.effect,
    };
    for (const id of ['null_share', 'range_violation', 'unseen_share'] as const)
      assert.ok(effects[id] > previous[id], `${id} at ${bad}`);
    previous = effects;
  }
});

test('p-values of numbers are uniform without drift: the share below 5 % is near 5 %', () => {
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

test('p-values of categories are uniform without drift, and a quality statistic is never surprised more often', () => {
  const below: Partial<Record<StatisticId, number>> = {};
  const above: Partial<Record<StatisticId, number>> = {};
  const runs = 400;
  const drawn = (seed: number, n: number): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const u of sample({ shape: 'uniform', seed, n }))
      counts[`c${Math.floor(8 * u * u)}`] = (counts[`c${Math.floor(8 * u * u)}`] ?? 0) + 1;
    return counts;
  };
  const ids: readonly StatisticId[] = [
    'hellinger',
    'total_variation',
    'l_infinity',
    'null_share',
    'unseen_share',
  ];
  for (let run = 0; run < runs; run++) {
    // Rows without a value take part with the share that they have by chance.
    const nulls = [
      sample({ shape: 'uniform', seed: run + 7e8, n: 700 }),
      sample({ shape: 'uniform', seed: run + 3e9, n: 500 }),
    ];
    const [few, more] = nulls.map((u) => u.filter((x) => x < 0.1).length);
    const reference = categories(drawn(2 * run + 1e6, 700), few!);
    const current = categories(drawn(2 * run + 9e8 + 1, 500), more!);
    for (const id of ids) {
      const { effect, pValue, noise95 } = distance(reference, current, id)!;
      if (pValue < 0.05) below[id] = (below[id] ?? 0) + 1;
      if (effect > noise95) above[id] = (above[id] ?? 0) + 1;
    }
  }
  for (const id of ids) {
    const [share, noise] = [(below[id] ?? 0) / runs, (above[id] ?? 0) / runs];
    assert.ok(share < 0.09, `${id}: ${share} of p-values below 0.05`);
    assert.ok(noise < 0.09, `${id}: ${noise} of effects above noise95`);
    if (id !== 'unseen_share') assert.ok(share > 0.015 && noise > 0.015, `${id}: ${share}, ${noise}`);
  }
});
