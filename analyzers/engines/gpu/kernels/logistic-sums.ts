import type { KernelThis, Rows } from './kernel-this.ts';

/** LogisticConstants are the rows of a logistic fit, whole chunks of them; a row's first column is the intercept's 1. */
export interface LogisticConstants {
  readonly rows: Rows;
  readonly columns: number;
  readonly chunk: number;
}

/** logisticShare gives the probability σ(w·x) of one row (thread.x). Float32: 1e-6 for |w·x| up to 10. */
export function logisticShare(this: KernelThis<LogisticConstants>, coefficients: readonly number[]): number {
  let sum = 0.0;
  for (let column = 0; column < this.constants.columns; column++) {
    sum = sum + this.constants.rows[this.thread.x]![column]! * coefficients[column]!;
  }
  return 1.0 / (1.0 + Math.exp(-sum));
}

/**
 * gradientSums gives Σ weight (share − label) x of one column over one chunk of rows; thread.x is the column, thread.y
 * the chunk. `targets[row]` is [label, weight]. Float32: at most 4,096 terms, the host adds the chunks in float64.
 */
export function gradientSums(
  this: KernelThis<LogisticConstants>,
  targets: Rows,
  shares: readonly number[],
): number {
  let sum = 0.0;
  for (let step = 0; step < this.constants.chunk; step++) {
    const row = this.thread.y * this.constants.chunk + step;
    const residual = targets[row]![1]! * (shares[row]! - targets[row]![0]!);
    sum = sum + residual * this.constants.rows[row]![this.thread.x]!;
  }
  return sum;
}

/**
 * curvatureSums gives Σ weight share (1 − share) x y of two columns over one chunk of rows; thread.x and thread.y are the
 * columns, thread.z the chunk. Float32: as gradientSums.
 */
export function curvatureSums(
  this: KernelThis<LogisticConstants>,
  targets: Rows,
  shares: readonly number[],
): number {
  let sum = 0.0;
  for (let step = 0; step < this.constants.chunk; step++) {
    const row = this.thread.z * this.constants.chunk + step;
    const weight = targets[row]![1]! * shares[row]! * (1.0 - shares[row]!);
    sum =
      sum + weight * this.constants.rows[row]![this.thread.x]! * this.constants.rows[row]![this.thread.y]!;
  }
  return sum;
}
