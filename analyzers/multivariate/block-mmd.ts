import { squaredDistance } from './kernel-scale.ts';

/** BlockMmdJob asks for the linear-time MMD² of two samples in random order. */
export interface BlockMmdJob {
  readonly reference: Float64Array;
  readonly current: Float64Array;
  readonly width: number;
  readonly nReference: number;
  readonly nCurrent: number;
  readonly bandwidth: number;
  readonly blocks: number;
}

/** BlockMmd is the mean of the blocks' unbiased MMD², and the standard error of that mean. */
export interface BlockMmd {
  readonly value: number;
  readonly standardError: number;
}

/**
 * blockMmd averages the unbiased MMD² over blocks of rows (Zaremba, Gretton and Blaschko 2013): for blocks of B rows the
 * time is that of N × B pairs, and the mean of independent blocks is normal.
 */
export function blockMmd(job: BlockMmdJob): BlockMmd {
  const { blocks } = job;
  const n = Math.floor(job.nReference / blocks);
  const m = Math.floor(job.nCurrent / blocks);
  const values = Float64Array.from({ length: blocks }, (_, block) => blockValue(job, block, n, m));
  const value = values.reduce((sum, item) => sum + item, 0) / blocks;
  const squares = values.reduce((sum, item) => sum + (item - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (blocks - 1) / blocks) };
}

function blockValue(
  { reference, current, width, bandwidth }: BlockMmdJob,
  block: number,
  n: number,
  m: number,
): number {
  const scale = 1 / (2 * bandwidth * bandwidth);
  const kernel = (a: Float64Array, i: number, b: Float64Array, j: number) =>
    Math.exp(-scale * squaredDistance(a, i, b, j, width));
  const within = (points: Float64Array, from: number, size: number) => {
    let sum = 0;
    for (let i = from; i < from + size; i++) {
      for (let j = i + 1; j < from + size; j++) sum += kernel(points, i, points, j);
    }
    return (2 * sum) / (size * (size - 1));
  };
  let across = 0;
  for (let i = block * n; i < (block + 1) * n; i++) {
    for (let j = block * m; j < (block + 1) * m; j++) across += kernel(reference, i, current, j);
  }
  return within(reference, block * n, n) + within(current, block * m, m) - (2 * across) / (n * m);
}
