import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CpuEngine } from '../../../../analyzers/engines/cpu/cpu-engine.ts';
import { measurePair } from '../../../../analyzers/statistics/measure-pair.ts';
import type { Column, Reference, StatisticId } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';

function measure(reference: Reference, current: Column, id: StatisticId) {
  const [result] = measurePair(reference, current, [id]);
  assert.ok(result && 'distance' in result, `${id} is measured`);
  return { ...result.distance, nReference: result.nReference, nCurrent: result.nCurrent };
}

const ramp = Array.from({ length: 1000 }, (_, index) => index);
const identifiers = (prefix: string, count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 1]));

test('null_share: nulls that begin and nulls that end are equally far, with an interval around the change', () => {
  const more = measure(numericReference(ramp, 10), numericColumn(ramp, 200), 'null_share');
  const fewer = measure(numericReference(ramp, 200), numericColumn(ramp, 10), 'null_share');
  assert.ok(more.value > 0.15 && fewer.value === -more.value);
  assert.equal(more.effect, fewer.effect);
  assert.deepEqual(more.interval, fewer.interval);
  assert.ok(more.interval![0] > 0 && more.interval![0] < more.effect && more.interval![1] > more.effect);
  assert.deepEqual([more.nReference, more.nCurrent], [1010, 1200]);
});

test('null_share: a sampled reference has its nulls among all its rows', () => {
  const full = numericReference(ramp, 1000);
  const sampled = { ...full, sorted: full.sorted.filter((_, index) => index % 2 === 0), sampled: true };
  const result = measure(sampled, numericColumn(ramp, 1000), 'null_share');
  assert.equal(result.value, 0);
  assert.equal(result.nReference, 2000);
});

test('unseen_share: a new category counts with its rows', () => {
  const reference = categories({ a: 600, b: 400 });
  const result = measure(reference, categories({ a: 500, new: 50, newer: 10 }), 'unseen_share');
  assert.ok(Math.abs(result.effect - 60 / 560) < 1e-12);
  assert.ok(result.pValue < 1e-12);
});

test('unseen_share: identifiers, unseen through and through, are no violation', () => {
  const result = measure(
    categories(identifiers('r', 5000)),
    categories(identifiers('c', 400)),
    'unseen_share',
  );
  assert.equal(result.effect, 0);
  assert.equal(result.pValue, 1);
  assert.equal(result.details.share_current, 1);
});

test('unseen_share: categories that vanish are no violation', () => {
  const result = measure(categories({ a: 600, b: 400 }), categories({ a: 300 }), 'unseen_share');
  assert.deepEqual([result.value, result.effect, result.pValue], [0, 0, 1]);
});

test('range_violation: both ends count, the ends themselves are inside', () => {
  const values = [...Array<number>(900).fill(500), 0, 999, ...Array<number>(30).fill(-1), 1000, 1001].sort(
    (a, b) => a - b,
  );
  const result = measure(numericReference(ramp), numericColumn(values), 'range_violation');
  assert.ok(Math.abs(result.details.share_current! - 32 / 934) < 1e-12);
  assert.equal(result.details.share_reference, 2 / 1000);
  assert.ok(Math.abs(result.effect - (32 / 934 - 2 / 1000)) < 1e-12);
});

test('range_violation: two new extremes in as many rows are what chance gives', () => {
  const values = [-1, ...ramp.slice(1, -1), 1000];
  const result = measure(numericReference(ramp), numericColumn(values), 'range_violation');
  assert.equal(result.effect, 0);
  assert.ok(result.pValue > 0.5);
});

test('one bad row in a hundred against half a million good ones is below the default threshold', () => {
  const reference = { ...numericReference(ramp), n: 500_000 };
  const result = measure(reference, numericColumn(ramp.slice(0, 99), 1), 'null_share');
  assert.ok(Math.abs(result.pValue - 100 / 500_100) < 1e-9, 'Fisher: one row of all, in the window');
  assert.ok(result.noise95 > 0.004 && result.effect < 0.05);
});

test('a measurement carries the interval of its effect, or null where no error is known', async () => {
  const engine = new CpuEngine();
  const [measured] = await engine.measure([
    {
      reference: numericReference(ramp, 10),
      current: numericColumn(ramp, 200),
      statistics: ['null_share', 'mean_shift', 'variance_ratio', 'range_violation', 'ks'],
    },
  ]);
  await engine.close();
  for (const { statistic, interval, effect } of measured!.measurements) {
    if (statistic === 'ks') assert.equal(interval, null);
    else
      assert.ok(interval![0] < effect && interval![1] > effect, `${statistic}: ${interval} around ${effect}`);
  }
});
