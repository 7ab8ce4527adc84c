import { PlumblineError } from '../../../domain/index.ts';
import type { KernelRunner } from './kernel-runner.ts';
import { preparePoints } from './pairwise-points.ts';
import { pairwiseSumsByTiles } from './pairwise-tiles.ts';
import { pairwiseSumsByWorkgroups } from './pairwise-workgroups.ts';

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

/** touchingSums adds up the row sums of the rows that each relabelling puts into the reference. */
function touchingSums(rows: Float64Array, { splits, bits }: Relabellings): Float64Array {
  const sums = new Float64Array(splits);
  for (const [row, sum] of rows.entries()) {
    const from = (row >> 6) * splits * 8 + ((row >> 3) & 7);
    const bit = 1 << (row & 7);
    for (let split = 0; split < splits; split++) if (bits[from + split * 8]! & bit) sums[split]! += sum;
  }
  return sums;
}

/**
 * measurePairwise gives the unbiased MMD² (Gretton et al. 2012, lemma 6) or, with the kernel −‖x − y‖, the energy distance
 * 2E‖X−Y‖ − E‖X−X'‖ − E‖Y−Y'‖ (Székely and Rizzo 2013, U-statistic), for every relabelling at once. The matrix of pairs is
 * never kept: memory is the points, the relabellings and a few tiles. Float32 on the device: a value is off by at most
 * 2e-6 of the mean of the kernel values.
 */
export async function measurePairwise(runner: KernelRunner, job: PairwiseJob): Promise<PairwiseResult> {
  const { nReference: n, nCurrent: m, relabellings } = job;
  if (n < 2 || m < 2) throw new PlumblineError('internal', 'Both samples need at least two rows.');
  const points = preparePoints(job);
  const method = runner.device === null ? 'tiles' : (job.method ?? 'workgroups');
  const sums = await (method === 'tiles' ? pairwiseSumsByTiles : pairwiseSumsByWorkgroups)(
    runner,
    points,
    relabellings,
  );
  const touching = touchingSums(sums.rows, relabellings);
  const total = sums.rows.reduce((sum, row) => sum + row, 0);
  const values = sums.within.map((within, split) => {
    const across = touching[split]! - within;
    const rest = total - touching[split]! - across;
    return points.unit * (within / (n * (n - 1)) + rest / (m * (m - 1)) - (2 * across) / (n * m));
  });
  return { value: values[0]!, permuted: values.slice(1), method };
}
