import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chiSquarePoint95, chiSquareTail } from '../../../../analyzers/statistics/chi-square-law.ts';
import { kolmogorovTail } from '../../../../analyzers/statistics/kolmogorov-law.ts';
import { normalTwoSidedTail } from '../../../../analyzers/statistics/normal-law.ts';
import { smirnovTail } from '../../../../analyzers/statistics/two-sample-smirnov.ts';
import { readGolden, relativeError } from '../../../reference/golden.ts';

const golden = readGolden<{
  readonly kolmogorov: readonly [number, number, number][];
  readonly smirnov: readonly [number, number, number, number][];
  readonly chi_square: readonly [number, number, number][];
  readonly chi_square_95: readonly [number, number][];
  readonly normal: readonly [number, number][];
}>('laws');

function close(actual: number, expected: number, what: string): void {
  assert.ok(relativeError(actual, expected) < 1e-6, `${what}: ${actual}, not ${expected}`);
}

test('kolmogorovTail agrees with scipy kstwo from 1 to 500,000 values', () => {
  for (const [n, d, p] of golden.kolmogorov) close(kolmogorovTail(d, n), p, `n ${n}, d ${d}`);
});

test('smirnovTail agrees with the exact two-sample law of scipy', () => {
  for (const [n, m, d, p] of golden.smirnov) {
    close(smirnovTail(d, n, m), p, `${n} against ${m}, D ${d}`);
    close(smirnovTail(d, m, n), p, `${m} against ${n}, D ${d}`);
  }
});

test('chiSquareTail agrees with scipy far into the tail', () => {
  for (const [df, x, p] of golden.chi_square) close(chiSquareTail(x, df), p, `df ${df}, x ${x}`);
});

test('chiSquarePoint95 agrees with scipy', () => {
  for (const [df, x] of golden.chi_square_95) close(chiSquarePoint95(df), x, `df ${df}`);
});

test('normalTwoSidedTail agrees with scipy far into the tail', () => {
  for (const [z, p] of golden.normal) close(normalTwoSidedTail(z), p, `z ${z}`);
});

test('laws: no evidence is p = 1 and infinite evidence is p = 0', () => {
  assert.equal(chiSquareTail(0, 5), 1);
  assert.equal(chiSquareTail(3, 0), 1);
  assert.equal(chiSquareTail(Number.POSITIVE_INFINITY, 5), 0);
  assert.equal(kolmogorovTail(1, 10), 0);
  assert.equal(smirnovTail(0, 500_000, 500_000), 1);
});
