import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chiSquare } from '../../../../analyzers/statistics/chi-square.ts';
import { pooledEvidence } from '../../../../analyzers/statistics/pooled-evidence.ts';
import type { CountedPair } from '../../../../analyzers/statistics/statistic.ts';

function pair(reference: readonly number[], current: readonly number[]): CountedPair {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    reference: Float64Array.from(reference),
    current: Float64Array.from(current),
    nReference: sum(reference),
    nCurrent: sum(current),
  };
}

function pValues(reference: readonly number[], current: readonly number[]): [number, number | undefined] {
  const counted = pair(reference, current);
  const outcome = chiSquare.compute(counted);
  assert.ok('pValue' in outcome);
  return [outcome.pValue, pooledEvidence(counted).p_pooled];
}

test('where no bin is rare there is one p-value only', () => {
  assert.equal(pValues([500, 500], [40, 60])[1], undefined);
});

test('one row of a category that is a hundredth expected is no evidence', () => {
  const [plain, pooled] = pValues([25_000, 24_999, 1], [200, 199, 1]);
  assert.ok(plain < 1e-6);
  assert.ok(pooled! > 0.5);
});

test('ten rows of a new category are evidence, nine are not yet', () => {
  assert.equal(pValues([50_000, 0], [391, 9])[1], 1);
  const [plain, pooled] = pValues([50_000, 0], [390, 10]);
  assert.ok(plain < 1e-20);
  assert.equal(pooled, undefined);
});

test('many new categories count together', () => {
  const reference = [50_000, ...Array.from({ length: 40 }, () => 0)];
  const current = [360, ...Array.from({ length: 40 }, () => 1)];
  assert.ok(pValues(reference, current)[1]! < 1e-20);
});

test('a constant that changes on half of a small window is evidence', () => {
  const [plain, pooled] = pValues([500_000, 0], [50, 50]);
  assert.ok(plain < 1e-20);
  assert.equal(pooled, undefined);
});

test('the sides may change places', () => {
  const [, there] = pValues([30_000, 15_000, 3], [150, 240, 2]);
  const [, back] = pValues([150, 240, 2], [30_000, 15_000, 3]);
  assert.ok(Math.abs(there! - back!) <= 1e-9 * there!);
});
