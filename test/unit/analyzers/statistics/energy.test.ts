import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bridgeAreaLaw } from '../../../../analyzers/statistics/bridge-area-law.ts';
import { bridgeKnots } from '../../../../analyzers/statistics/bridge-knots.ts';
import { ecdfIntegrals } from '../../../../analyzers/statistics/ecdf-integrals.ts';
import { measurePair } from '../../../../analyzers/statistics/measure-pair.ts';
import type { StatisticId } from '../../../../domain/index.ts';
import { numericColumn, numericReference } from '../../../reference/comparisons.ts';
import { relativeError } from '../../../reference/golden.ts';
import { type Recipe, sample, uniforms } from '../../../reference/recipes.ts';

const sorted = (recipe: Recipe): Float64Array => sample(recipe).sort();

function pValue(reference: Float64Array, current: Float64Array, id: StatisticId): number {
  const [result] = measurePair(numericReference(reference), numericColumn(current), [id]);
  assert.ok(result && 'distance' in result);
  return result.distance.pValue;
}

/** permuted is the share of random relabellings whose area is at least the observed one. */
function permuted(a: Float64Array, b: Float64Array, rounds: number): number {
  const pooled = Float64Array.from([...a, ...b]);
  const observed = ecdfIntegrals(a, b).squareArea;
  const u = uniforms(77, rounds * pooled.length);
  let reached = 0;
  for (let round = 0, next = 0; round < rounds; round++) {
    for (let i = pooled.length - 1; i > 0; i--) {
      const j = Math.floor(u[next++]! * (i + 1));
      [pooled[i], pooled[j]] = [pooled[j]!, pooled[i]!];
    }
    const [x, y] = [pooled.slice(0, a.length).sort(), pooled.slice(a.length).sort()];
    if (ecdfIntegrals(x, y).squareArea >= observed * (1 - 1e-12)) reached += 1;
  }
  return reached / rounds;
}

test('the p-value of energy is that of random relabelling, for bells, heavy tails and ties', () => {
  const pairs: readonly (readonly [Recipe, Recipe])[] = [
    [
      { shape: 'bell', seed: 1, n: 150 },
      { shape: 'bell', seed: 2, n: 120, shift: 0.22 },
    ],
    [
      { shape: 'heavy', seed: 3, n: 150 },
      { shape: 'heavy', seed: 4, n: 150, scale: 1.4 },
    ],
    [
      { shape: 'integers', seed: 5, n: 150, levels: 5 },
      { shape: 'integers', seed: 6, n: 100, levels: 5, shift: 0.25 },
    ],
    [
      { shape: 'uniform', seed: 7, n: 200 },
      { shape: 'uniform', seed: 8, n: 100 },
    ],
  ];
  for (const [a, b] of pairs) {
    const [x, y] = [sorted(a), sorted(b)];
    const expected = permuted(x, y, 4000);
    const actual = pValue(x, y, 'energy');
    // Four standard errors of the simulation, and the tenth that a saddle point and a finite sample are off.
    const margin = 4 * Math.sqrt((expected * (1 - expected)) / 4000) + 0.1 * expected + 1e-3;
    assert.ok(Math.abs(actual - expected) < margin, `${JSON.stringify(a)}: ${actual}, not ${expected}`);
  }
});

test('energy sees one row in a hundred that is far away, which ks does not', () => {
  const reference = sorted({ shape: 'bell', seed: 44, n: 2000 });
  const current = sorted({ shape: 'bell', seed: 45, n: 2000 });
  const astray = current.map((x, index) => (index % 100 === 50 ? 1000 * Math.abs(x) : x)).sort();
  assert.ok(pValue(reference, current, 'energy') > 0.05);
  assert.ok(pValue(reference, astray, 'ks') > 0.05);
  assert.ok(pValue(reference, astray, 'energy') < 0.001);
});

test('many values are thinned to a few thousand steps that keep the mean and the tail of the law', () => {
  const a = sorted({ shape: 'heavy', seed: 21, n: 60_000 });
  const b = sorted({ shape: 'heavy', seed: 22, n: 30_000 });
  const knots = bridgeKnots(a, b);
  assert.ok(knots.level.length < 5000, `${knots.level.length} steps`);
  assert.ok(Math.abs(knots.width.reduce((sum, width) => sum + width, 0) - 1) < 1e-9);
  const pooled = Float64Array.from([...a, ...b]).sort();
  let mean = 0;
  for (let i = 1; i < pooled.length; i++) {
    const level = i / pooled.length;
    mean += level * (1 - level) * (pooled[i]! - pooled[i - 1]!);
  }
  const law = bridgeAreaLaw(knots)!;
  assert.ok(relativeError(law.mean * knots.range, mean) < 1e-4);
  assert.ok(Math.abs(law.tail(law.point95) - 0.05) < 0.01, String(law.tail(law.point95)));
});

test('the tail of the law falls without a step, through the mean and beyond every float64', () => {
  const law = bridgeAreaLaw(bridgeKnots(sorted({ shape: 'bell', seed: 31, n: 500 }), Float64Array.of(0)))!;
  let previous = 1;
  for (let times = 0; times < 3; times += 0.01) {
    const p = law.tail(times * law.mean);
    assert.ok(p <= previous && p >= 0, `${times}: ${p} after ${previous}`);
    assert.ok(previous - p < 0.05, `a step at ${times}: ${previous} to ${p}`);
    previous = p;
  }
  assert.equal(law.tail(0), 1);
  assert.ok(law.tail(1e-9 * law.mean) > 0.999);
  assert.ok(law.tail(1e5 * law.mean) < 1e-300);
});
