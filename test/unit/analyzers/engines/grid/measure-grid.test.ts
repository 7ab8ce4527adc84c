import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../../analyzers/baselines/seeded-sample.ts';
import { equalMassEdges } from '../../../../../analyzers/engines/grid/equal-mass-edges.ts';
import { type GridSide, measureGrid } from '../../../../../analyzers/engines/grid/measure-grid.ts';
import { measurePair } from '../../../../../analyzers/statistics/measure-pair.ts';
import type { StatisticId } from '../../../../../domain/index.ts';
import { numericColumn, numericReference } from '../../../../reference/comparisons.ts';

const SUBJECT = { kind: 'feature', name: 'x' } as const;
const STATISTICS: readonly StatisticId[] = ['psi', 'jensen_shannon', 'ks', 'wasserstein', 'chi_square'];

function sideOf(values: readonly number[], edges: Float64Array, unusable: number): GridSide {
  const counts = new Float64Array(edges.length + 1);
  const sums = new Float64Array(edges.length + 1);
  for (const value of values) {
    const bin = edges.filter((edge) => edge <= value).length;
    counts[bin]! += 1;
    sums[bin]! += value;
  }
  return { counts, sums, unusable, standardDeviation: numericReference(values).standardDeviation };
}

function measure(
  reference: readonly number[],
  current: readonly number[],
  unusable: readonly [number, number] = [0, 0],
) {
  const edges = equalMassEdges(Float64Array.from(reference).sort(), 64);
  return measureGrid({
    subject: SUBJECT,
    edges,
    reference: sideOf(reference, edges, unusable[0]),
    current: sideOf(current, edges, unusable[1]),
    statistics: STATISTICS,
  });
}

const byStatistic = ({ measurements, unmeasured }: ReturnType<typeof measure>) =>
  new Map<string, (typeof measurements)[number] | string>([
    ...measurements.map((item) => [item.statistic, item] as const),
    ...unmeasured.map(({ statistic, reason }) => [statistic, reason] as const),
  ]);

const random = seededRandom('grid');
const draw = (length: number, value: () => number) => Array.from({ length }, value);

test('few distinct values give the numbers of the exact engine, unusable rows included', () => {
  const reference = draw(2000, () => Math.floor(4 * random()));
  const current = draw(1500, () => Math.floor(4 * random() ** 1.5));
  const found = byStatistic(measure(reference, current, [100, 30]));
  const exact = measurePair(
    numericReference(reference, 100),
    { ...numericColumn(current, 30), values: Float64Array.from(current).sort() },
    STATISTICS,
  );
  for (const result of exact) {
    const own = found.get(result.statistic)!;
    assert.ok('distance' in result && typeof own !== 'string', result.statistic);
    const { effect, pValue } = result.distance;
    if (result.statistic === 'psi' || result.statistic === 'jensen_shannon') continue;
    assert.ok(Math.abs(own.effect - effect) < 1e-9, result.statistic);
    assert.ok(Math.abs(own.pValue! - pValue) <= 1e-6 * pValue, result.statistic);
    assert.equal(own.nCurrent, result.nCurrent);
    assert.equal(own.details.values, 'discrete');
  }
});

test('continuous values: bins near the deciles, an interval around the exact order statistics', () => {
  const reference = draw(5000, random);
  const current = draw(4000, () => random() ** 1.2);
  const found = byStatistic(measure(reference, current));
  const exact = measurePair(
    numericReference(reference),
    { ...numericColumn(current), values: Float64Array.from(current).sort() },
    STATISTICS,
  );
  for (const result of exact) {
    const own = found.get(result.statistic)!;
    if ('reason' in result || typeof own === 'string') {
      assert.equal(own, 'reason' in result ? result.reason : '');
      continue;
    }
    const { effect } = result.distance;
    assert.equal(own.definition, `${result.statistic}/1@grid`);
    if (own.interval === null) assert.ok(Math.abs(own.effect - effect) < 0.01, `${own.effect} ${effect}`);
    else {
      assert.ok(own.interval[0] <= effect && effect <= own.interval[1], result.statistic);
      assert.equal(own.errorBound, own.interval[1] - own.interval[0]);
      assert.equal(own.exact, false);
    }
  }
});

test('degenerate sides have a result or a reason, never NaN', () => {
  const cases: [readonly number[], readonly number[], readonly [number, number], Record<string, unknown>][] =
    [
      [[], [], [0, 0], { psi: 'empty_reference', ks: 'empty_reference' }],
      [[1], [], [0, 0], { psi: 'empty_current', wasserstein: 'empty_current' }],
      [[], [], [5, 5], { psi: 0, ks: 'no_usable_reference', chi_square: 0 }],
      [[1, 2], [], [0, 5], { ks: 'no_usable_current' }],
      [[7, 7], [7, 7, 7], [0, 0], { psi: 0, ks: 0, wasserstein: 0, chi_square: 0 }],
      [[7, 7], [8], [0, 0], { wasserstein: 'constant_reference', ks: 1 }],
      [[1e308, -1e308], [1e308, 1e308], [0, 0], { wasserstein: 'not_finite', ks: 0.5 }],
    ];
  for (const [reference, current, unusable, expected] of cases) {
    const found = byStatistic(measure(reference, current, unusable));
    for (const item of found.values())
      if (typeof item !== 'string')
        for (const value of [item.value, item.effect, item.pValue, ...(item.interval ?? [])])
          assert.ok(Number.isFinite(value), `${item.statistic} of ${JSON.stringify(reference)}: ${value}`);
    for (const [statistic, value] of Object.entries(expected)) {
      const item = found.get(statistic)!;
      assert.equal(
        typeof item === 'string' ? item : item.effect,
        value,
        `${statistic} of ${JSON.stringify(reference)}`,
      );
    }
  }
});

test('rows without a value are counted exactly, and what needs every value says that there are too many', () => {
  const edges = equalMassEdges(Float64Array.of(1, 2, 3), 8);
  const { measurements, unmeasured } = measureGrid({
    subject: SUBJECT,
    edges,
    reference: sideOf(
      draw(300, () => 2),
      edges,
      100,
    ),
    current: sideOf(
      draw(100, () => 2),
      edges,
      300,
    ),
    statistics: ['null_share', 'energy', 'mean_shift', 'range_violation', 'unseen_share'],
  });
  assert.deepEqual(
    measurements.map(({ statistic, effect, nReference, nCurrent, exact }) => [
      statistic,
      effect,
      nReference,
      nCurrent,
      exact,
    ]),
    [['null_share', 0.5, 400, 400, true]],
  );
  assert.deepEqual(
    unmeasured.map(({ statistic, reason }) => [statistic, reason]),
    [
      ['energy', 'too_many_rows'],
      ['mean_shift', 'too_many_rows'],
      ['range_violation', 'too_many_rows'],
      ['unseen_share', 'not_applicable'],
    ],
  );
});

test('a constant reference sees a move in either direction', () => {
  for (const moved of [6, 8]) {
    const found = byStatistic(
      measure(
        draw(500, () => 7),
        draw(500, () => moved),
      ),
    );
    const psi = found.get('psi')!;
    assert.ok(typeof psi !== 'string' && psi.effect > 1);
  }
});
