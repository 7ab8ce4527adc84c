/** Relabellings assign pooled rows to the reference, the observed assignment first. */
export interface Relabellings {
  readonly splits: number;
  /** Bit `row & 7` of the byte at ((row >> 6) × splits + split) × 8 + ((row >> 3) & 7): the row is in the reference. */
  readonly bits: Uint8Array;
}

/** PairwiseJob asks for a distance of two samples of points, as observed and under random relabellings. */
export interface PairwiseJob {
  /** Row-major, the rows of the reference first; every value is finite. */
  readonly points: Float64Array;
  readonly width: number;
  readonly nReference: number;
  readonly nCurrent: number;
  /** `rbf` gives the MMD² with the kernel exp(−‖x − y‖² / 2σ²), `distance` the energy distance. */
  readonly kernel: 'rbf' | 'distance';
  /** σ of the rbf kernel, positive; without a meaning for `distance`. */
  readonly bandwidth: number;
  readonly relabellings: Relabellings;
  /** Hand-written workgroups need WebGPU, and are faster there; tiles run on either backend. */
  readonly method?: 'tiles' | 'workgroups';
}

/** PairwiseResult is the unbiased statistic as observed, and under each relabelling. */
export interface PairwiseResult {
  readonly value: number;
  readonly permuted: Float64Array;
  readonly method: 'tiles' | 'workgroups';
}

/** PairwiseSums are sums over ordered pairs of different rows, after `shift` was taken off each value. */
export interface PairwiseSums {
  /** Per relabelling, the pairs with both rows in the reference. */
  readonly within: Float64Array;
  /** Per row, the pairs that begin with it. */
  readonly rows: Float64Array;
}
