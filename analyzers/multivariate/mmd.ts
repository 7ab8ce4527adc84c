import { contributionsOf } from './contributions.ts';
import type { KernelOrigin } from './kernel-origin.ts';
import { MEDIAN_ROWS } from './kernel-scale.ts';
import { type EncodedPair, firstRows, type Matrix } from './matrix.ts';
import { normalUpperTail, Z_ONE_SIDED_95 } from './normal-tail.ts';
import type { MultivariateContext, MultivariateStatistic } from './statistic.ts';

/** Rows of a side that a permutation test takes, and products of pairs and columns: one second of one core each 1e9. */
const PERMUTATION_ROWS = 5000;
const PAIR_PRODUCTS = 4_000_000_000;
/** Rows of a side and block; fewer where that would leave fewer than 64 blocks, whose mean is then not yet normal. */
const BLOCK_ROWS = 256;
const FEWEST_BLOCKS = 64;
const FEWEST_BLOCK_ROWS = 20;

interface MmdTest {
  readonly value: number;
  readonly pValue: number;
  /** The MMD² that chance alone exceeds in 5 % of windows. */
  readonly point95: number;
  readonly nReference: number;
  readonly nCurrent: number;
  readonly origin: KernelOrigin;
  readonly details: Readonly<Record<string, number | string>>;
}

/**
 * mmd is the unbiased squared maximum mean discrepancy (Gretton, Borgwardt, Rasch, Schölkopf and Smola 2012) with the
 * kernel exp(−‖x − y‖² / 2σ²), σ the median distance within the reference. It is around 0 without drift, and may be
 * negative; the effect is its root, 0 for a negative value, so that it grows in proportion to a small shift.
 *
 * By permutation, p = (k + 1) / (P + 1) for k of P random assignments of the pooled rows that reach the value. By blocks,
 * the mean over blocks of 256 rows of every row given, whose p-value is normal; with fewer than 64 blocks of 20 rows the
 * permutation test runs instead. Contributions are by how much the value falls without a feature.
 */
export const mmd: MultivariateStatistic = {
  id: 'mmd',
  definition: 'mmd/1',
  largerMeansMoreDrift: true,
  async compute(pair, context) {
    const { reference, current, featureOf, names } = pair;
    if (reference.rows < 2 || current.rows < 2) return { reason: 'too_few_rows' };
    const bandwidth = await context.kernels.medianDistance(firstRows(reference, MEDIAN_ROWS));
    if (bandwidth === 0) return { reason: 'constant_reference' };
    const blocks = blockCount(pair);
    const byBlocks = context.mmd === 'blocks' && blocks >= FEWEST_BLOCKS;
    const test = byBlocks
      ? await blockTest(pair, bandwidth, blocks, context)
      : await permutationTest(pair, bandwidth, context);
    const falls = await context.kernels.leaveOutMmd({
      reference,
      current,
      featureOf,
      features: names.length,
    });
    const { point95, origin, details, ...rest } = test;
    return {
      ...rest,
      origin,
      cut: test.nReference < reference.rows || test.nCurrent < current.rows,
      effect: Math.sqrt(Math.max(0, test.value)),
      noise95: Math.sqrt(Math.max(0, point95)),
      details: { ...details, bandwidth },
      contributions: contributionsOf(names, falls),
    };
  },
};

async function permutationTest(
  pair: EncodedPair,
  bandwidth: number,
  { kernels, seed, permutations }: MultivariateContext,
): Promise<MmdTest> {
  const { width } = pair.reference;
  // Pairs grow with the square of all rows; the larger side gives way first.
  const total = Math.floor(Math.sqrt((2 * PAIR_PRODUCTS) / width));
  const most = Math.min(PERMUTATION_ROWS, Math.max(2, Math.floor(total / 2)));
  const reference = firstRows(pair.reference, most);
  const current = firstRows(pair.current, most);
  const [first, second] = reference.rows <= current.rows ? [reference, current] : [current, reference];
  const { value, permuted, ...origin } = await kernels.mmdPermutations({
    points: pooled(first, second),
    width,
    nFirst: first.rows,
    nSecond: second.rows,
    bandwidth,
    permutations,
    seed,
  });
  // Two sums of the same kernel values in another order are the same value.
  const reached = permuted.filter((item) => item >= value - (origin.gpuError ?? 1e-12)).length;
  const sorted = permuted.slice().sort();
  return {
    value,
    pValue: (reached + 1) / (permutations + 1),
    point95: sorted[Math.ceil(0.95 * permutations) - 1]!,
    nReference: reference.rows,
    nCurrent: current.rows,
    details: { method: 'permutation', permutations },
    origin,
  };
}

async function blockTest(
  { reference, current }: EncodedPair,
  bandwidth: number,
  blocks: number,
  { kernels }: MultivariateContext,
): Promise<MmdTest> {
  const { value, standardError } = await kernels.blockMmd({
    reference: reference.values,
    current: current.values,
    width: reference.width,
    nReference: reference.rows,
    nCurrent: current.rows,
    bandwidth,
    blocks,
  });
  return {
    value,
    pValue: standardError > 0 ? normalUpperTail(value / standardError) : 1,
    point95: Z_ONE_SIDED_95 * standardError,
    nReference: reference.rows,
    nCurrent: current.rows,
    details: { method: 'blocks', blocks },
    origin: {},
  };
}

/** blockCount makes blocks of 256 rows of the smaller side, or 64 smaller ones; 0 when they would be too small. */
function blockCount({ reference, current }: EncodedPair): number {
  const rows = Math.min(reference.rows, current.rows);
  const blocks = Math.max(FEWEST_BLOCKS, Math.floor(rows / BLOCK_ROWS));
  return rows / blocks >= FEWEST_BLOCK_ROWS ? blocks : 0;
}

function pooled(first: Matrix, second: Matrix): Float64Array {
  const points = new Float64Array(first.values.length + second.values.length);
  points.set(first.values);
  points.set(second.values, first.values.length);
  return points;
}
