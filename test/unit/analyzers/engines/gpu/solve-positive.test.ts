import assert from 'node:assert/strict';
import { test } from 'node:test';
import { solvePositive } from '../../../../../analyzers/engines/gpu/solve-positive.ts';

test('solve positive: the solution of a positive definite system', () => {
  const solution = solvePositive(Float64Array.of(4, 2, 0, 2, 5, 3, 0, 3, 6), Float64Array.of(8, 21, 24));
  for (const [index, value] of [1, 2, 3].entries()) assert.ok(Math.abs(solution![index]! - value) < 1e-12);
});

test('solve positive: a matrix that is not positive definite has none', () => {
  assert.equal(solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1)), null);
  assert.equal(solvePositive(Float64Array.of(Number.NaN), Float64Array.of(1)), null);
});
