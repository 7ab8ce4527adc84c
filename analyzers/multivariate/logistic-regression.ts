import type { Matrix } from './matrix.ts';

/** LogisticFit is a weight per column, and the intercept. */
export interface LogisticFit {
  readonly weights: Float64Array;
  readonly intercept: number;
}

const NEWTON_STEPS = 100;
const GRADIENT_TOLERANCE = 1e-8;

/**
 * logisticRegression minimises Σ ln(1 + exp(−s·f(x))) + ½‖w‖² over f(x) = w·x + b with s = ±1, the objective of
 * scikit-learn's LogisticRegression with C = 1; the intercept is free. Newton steps are solved by conjugate gradients
 * (Lin, Weng and Keerthi 2008) and halved until the objective falls, so that nothing depends on a step size.
 */
export function logisticRegression(x: Matrix, positive: Uint8Array): LogisticFit {
  const { width } = x;
  let beta: Float64Array = new Float64Array(width + 1);
  let scores: Float64Array = new Float64Array(x.rows);
  let loss = objective(scores, positive, beta);
  const first = Math.max(1, norm(gradient(x, scores, positive, beta)));
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const slope = gradient(x, scores, positive, beta);
    const size = norm(slope);
    if (size <= GRADIENT_TOLERANCE * first) break;
    const curvature = scores.map((score) => {
      const p = probability(score);
      return p * (1 - p);
    });
    const direction = newtonDirection(x, curvature, slope, Math.min(0.1, Math.sqrt(size / first)) * size);
    const moved = project(x, direction);
    const descent = dot(slope, direction);
    let length = 1;
    let next = added(beta, direction, length);
    let nextScores = added(scores, moved, length);
    let nextLoss = objective(nextScores, positive, next);
    while (!(nextLoss <= loss + 1e-4 * length * descent) && length > 1e-10) {
      length /= 2;
      next = added(beta, direction, length);
      nextScores = added(scores, moved, length);
      nextLoss = objective(nextScores, positive, next);
    }
    // Rounding leaves nothing to gain any more.
    if (!(nextLoss < loss)) break;
    [beta, scores, loss] = [next, nextScores, nextLoss];
  }
  return { weights: beta.subarray(0, width), intercept: beta[width]! };
}

/** probability is the logistic function. */
function probability(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function objective(scores: Float64Array, positive: Uint8Array, beta: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < scores.length; row++) {
    const margin = positive[row] ? scores[row]! : -scores[row]!;
    sum += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
  }
  for (let column = 0; column + 1 < beta.length; column++) sum += (beta[column]! * beta[column]!) / 2;
  return sum;
}

function gradient(x: Matrix, scores: Float64Array, positive: Uint8Array, beta: Float64Array): Float64Array {
  const residuals = scores.map((score, row) => probability(score) - positive[row]!);
  return withPenalty(transposed(x, residuals), beta);
}

/** The intercept, the last entry, is not penalised. */
function withPenalty(result: Float64Array, beta: Float64Array): Float64Array {
  for (let column = 0; column + 1 < beta.length; column++) result[column]! += beta[column]!;
  return result;
}

/** newtonDirection solves H d = −g by conjugate gradients until the residual is at most `tolerance`. */
function newtonDirection(
  x: Matrix,
  curvature: Float64Array,
  slope: Float64Array,
  tolerance: number,
): Float64Array {
  const direction = new Float64Array(slope.length);
  const residual = slope.map((value) => -value);
  let search: Float64Array = residual.slice();
  let squared = dot(residual, residual);
  for (let step = 0; step < slope.length && Math.sqrt(squared) > tolerance; step++) {
    const curved = project(x, search).map((value, row) => value * curvature[row]!);
    const image = withPenalty(transposed(x, curved), search);
    const bend = dot(search, image);
    if (!(bend > 0)) break;
    const length = squared / bend;
    for (let index = 0; index < direction.length; index++) {
      direction[index]! += length * search[index]!;
      residual[index]! -= length * image[index]!;
    }
    const before = squared;
    squared = dot(residual, residual);
    search = added(residual, search, squared / before);
  }
  return direction;
}

/** project gives x·w + b for every row. */
function project({ rows, width, values }: Matrix, beta: Float64Array): Float64Array {
  const result = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = beta[width]!;
    for (let column = 0; column < width; column++, at++) sum += values[at]! * beta[column]!;
    result[row] = sum;
  }
  return result;
}

/** transposed gives Σ over rows of weight × row, and the sum of the weights as its last entry. */
function transposed({ rows, width, values }: Matrix, weights: Float64Array): Float64Array {
  const result = new Float64Array(width + 1);
  for (let row = 0, at = 0; row < rows; row++) {
    const weight = weights[row]!;
    for (let column = 0; column < width; column++, at++) result[column]! += weight * values[at]!;
    result[width]! += weight;
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

function added(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  return a.map((value, index) => value + factor * b[index]!);
}
