import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chiSquarePoint95, chiSquareTail } from '../../../../analyzers/statistics/chi-square-law.ts';
import { fisherTail } from '../../../../analyzers/statistics/fisher-law.ts';
import { harmonic, harmonicOfSquares } from '../../../../analyzers/statistics/harmonic-numbers.ts';
import { kolmogorovTail } from '../../../../analyzers/statistics/kolmogorov-law.ts';
import { normalTwoSidedTail } from '../../../../analyzers/statistics/normal-law.ts';
import {
  ANDERSON_DARLING_LAW,
  CRAMER_VON_MISES_LAW,
  quadraticFormTail,
} from '../../../../analyzers/statistics/quadratic-form-law.ts';
import { studentTwoSidedTail } from '../../../../analyzers/statistics/student-law.ts';
import { smirnovTail } from '../../../../analyzers/statistics/two-sample-smirnov.ts';
import { readGolden, relativeError } from '../../../reference/golden.ts';

const golden = readGolden<{
  readonly kolmogorov: readonly [number, number, number][];
  readonly smirnov: readonly [number, number, number, number][];
  readonly chi_square: readonly [number, number, number][];
  readonly chi_square_95: readonly [number, number][];
  readonly normal: readonly [number, number][];
  readonly cramer_von_mises: readonly [number, number][];
  readonly anderson_darling: readonly [number, number][];
  readonly student: readonly [number, number, number][];
  readonly fisher: readonly [number, number, number, number, number, number][];
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

test('quadraticFormTail agrees with the series of Anderson and Darling at 60 digits', () => {
  for (const [x, p] of golden.cramer_von_mises)
    close(quadraticFormTail(x, CRAMER_VON_MISES_LAW), p, `W² ${x}`);
  for (const [x, p] of golden.anderson_darling)
    close(quadraticFormTail(x, ANDERSON_DARLING_LAW), p, `A² ${x}`);
});

test('studentTwoSidedTail agrees with scipy from one to a million degrees of freedom', () => {
  for (const [t, df, p] of golden.student) close(studentTwoSidedTail(t, df), p, `t ${t}, df ${df}`);
});

test('fisherTail agrees with scipy for rare, common and all rows, from two rows to a million', () => {
  for (const [hits, n, more, m, both, greater] of golden.fisher) {
    const what = `${hits} of ${n} against ${more} of ${m}`;
    for (const [side, p] of [
      ['two-sided', both],
      ['greater', greater],
    ] as const) {
      const actual = fisherTail(hits, n, more, m, side);
      if (p >= 1e-12) close(actual, p, `${what}, ${side}`);
      else assert.ok(actual < 1.1e-12, `${what}, ${side}: ${actual}, not ${p}`);
    }
  }
});

test('harmonic numbers continue without a step where the expansion takes over', () => {
  let sum = 0;
  let squares = 0;
  for (let k = 1; k <= 5000; k++) {
    sum += 1 / k;
    squares += 1 / (k * k);
    assert.ok(relativeError(harmonic(k), sum) < 1e-14, String(k));
    assert.ok(relativeError(harmonicOfSquares(k), squares) < 1e-14, String(k));
  }
});

test('laws: no evidence is p = 1 and infinite evidence is p = 0', () => {
  assert.equal(chiSquareTail(0, 5), 1);
  assert.equal(chiSquareTail(3, 0), 1);
  assert.equal(chiSquareTail(Number.POSITIVE_INFINITY, 5), 0);
  assert.equal(kolmogorovTail(1, 10), 0);
  assert.equal(smirnovTail(0, 500_000, 500_000), 1);
  for (const law of [CRAMER_VON_MISES_LAW, ANDERSON_DARLING_LAW]) {
    assert.equal(quadraticFormTail(0, law), 1);
    assert.equal(quadraticFormTail(Number.POSITIVE_INFINITY, law), 0);
  }
  assert.equal(studentTwoSidedTail(0, 5), 1);
  assert.equal(studentTwoSidedTail(Number.POSITIVE_INFINITY, 5), 0);
  assert.equal(fisherTail(0, 500, 0, 100, 'two-sided'), 1);
  assert.equal(fisherTail(500, 500, 100, 100, 'greater'), 1);
});
