import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareReference } from '../../../../../analyzers/baselines/prepare-reference.ts';
import { measureProfile } from '../../../../../analyzers/engines/clickhouse/measure-profile.ts';
import { buildGrid } from '../../../../../analyzers/profiles/grid.ts';
import { emptyProfile, profileOfColumn } from '../../../../../analyzers/profiles/profile.ts';
import { contingencyChiSquare } from '../../../../../analyzers/statistics/contingency.ts';
import type { CategoricalColumn, NumericColumn, StatisticId } from '../../../../../domain/index.ts';

const subject = { kind: 'feature', name: 'x' } as const;
const quality = { nulls: 0, missing: 0, mismatched: 0 };
const numbers = (values: readonly number[]): NumericColumn => ({
  subject,
  kind: 'numeric',
  rows: values.length,
  ...quality,
  values: Float64Array.from(values),
});
const texts = (counts: Readonly<Record<string, number>>): CategoricalColumn => ({
  subject,
  kind: 'categorical',
  rows: Object.values(counts).reduce((sum, count) => sum + count, 0),
  ...quality,
  categories: Object.keys(counts),
  counts: Float64Array.from(Object.values(counts)),
});
const ALL: readonly StatisticId[] = ['psi', 'ks', 'chi_square', 'wasserstein', 'jensen_shannon'];

function measureNumbers(reference: readonly number[], current: readonly number[], statistics = ALL) {
  const prepared = prepareReference(numbers(reference), 'seed');
  assert.ok(prepared.kind === 'numeric');
  const grid = buildGrid(prepared.sorted, prepared.mean);
  const profile = profileOfColumn(numbers(current), grid);
  return measureProfile({ reference: prepared, grid, profile, statistics });
}

test('unseen values of one gap of a discrete reference share a bin, and the definition says so', () => {
  const reference = [...Array(50).fill(1), ...Array(50).fill(5)];
  const current = [...Array(40).fill(1), ...Array(40).fill(5), ...Array(10).fill(2), ...Array(10).fill(3)];
  const [found] = measureNumbers(reference, current, ['chi_square']).measured.measurements;
  assert.equal(found?.definition, 'chi_square/1@grid');
  assert.equal(found.value, contingencyChiSquare([50, 0, 50], [40, 20, 40]).value);
});

test('a reference or a window without rows has a reason for every statistic', () => {
  const reasons = (answer: ReturnType<typeof measureNumbers>) => [
    ...new Set(answer.measured.unmeasured.map(({ reason }) => reason)),
  ];
  assert.deepEqual(reasons(measureNumbers([], [1, 2])), ['empty_reference']);
  assert.deepEqual(reasons(measureNumbers([1, 2], [])), ['empty_current']);
});

test('a window whose categories are not all known is left to its rows', () => {
  const reference = prepareReference(texts({ a: 50, b: 50 }), 'seed');
  const profile = { ...profileOfColumn(texts({ a: 40, b: 40 }), null), rows: 90, others: 10 };
  assert.ok(profile.kind === 'categorical');
  const { measured, open } = measureProfile({ reference, grid: null, profile, statistics: ['psi', 'ks'] });
  assert.deepEqual(open, ['psi']);
  assert.deepEqual(
    measured.unmeasured.map(({ statistic, reason }) => [statistic, reason]),
    [['ks', 'not_applicable']],
  );
});

test('a window of nulls is a drift of shares and has no distance of values', () => {
  const prepared = prepareReference(numbers([1, 2, 3, 4]), 'seed');
  assert.ok(prepared.kind === 'numeric');
  const grid = buildGrid(prepared.sorted, prepared.mean);
  const profile = { ...emptyProfile(subject, grid), rows: 100, nulls: 100 };
  const { measured } = measureProfile({ reference: prepared, grid, profile, statistics: ['psi', 'ks'] });
  assert.ok(measured.measurements[0]!.value > 1);
  assert.equal(measured.measurements[0]!.details.null_share_current, 1);
  assert.deepEqual(
    measured.unmeasured.map(({ reason }) => reason),
    ['no_usable_current'],
  );
});

test('an interval of one point is an exact value without a bound', () => {
  const ks = measureNumbers([1, 1, 2, 3], [1, 2, 2, 3], ['ks']).measured.measurements[0]!;
  assert.equal(ks.exact, true);
  assert.equal(ks.errorBound, null);
  assert.equal(ks.interval, null);
  assert.equal(ks.value, 0.25);
});

test('a sampled reference makes nothing exact, and widens the bound of ks', () => {
  const prepared = prepareReference(numbers(Array.from({ length: 400 }, (_, index) => index)), 'seed', 200);
  assert.ok(prepared.kind === 'numeric' && prepared.sampled);
  const grid = buildGrid(prepared.sorted, prepared.mean);
  const profile = profileOfColumn(numbers([1, 2, 300]), grid);
  const { measured } = measureProfile({ reference: prepared, grid, profile, statistics: ['psi', 'ks'] });
  assert.deepEqual(
    measured.measurements.map(({ exact }) => exact),
    [false, false],
  );
  assert.ok(measured.measurements[1]!.errorBound! >= Math.sqrt(Math.log(200) / 400));
});
