import { PlumblineError } from '../../../domain/index.ts';
import type { KernelRunner } from './kernel-runner.ts';
import type { PairwiseJob, PairwiseResult, Relabellings } from './pairwise-job.ts';
import { preparePoints } from './pairwise-points.ts';
import { pairwiseSumsByTiles } from './pairwise-tiles.ts';
import { pairwiseSumsByWorkgroups } from './pairwise-workgroups.ts';

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
