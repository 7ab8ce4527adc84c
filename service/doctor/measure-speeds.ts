import type { Engines } from '../../analyzers/index.ts';

/** Speeds is a micro-benchmark of a second or so; millions of steps per second. */
export interface Speeds {
  /** Values that one thread sorts. */
  readonly sort: number;
  /** Values of two sorted samples that one thread merges. */
  readonly merge: number;
  /** Pairs of rows times relabellings that the kernels sum; null without kernels. */
  readonly kernel_pairs: number | null;
}

const VALUES = 500_000;
const ROWS = 1024;
const WIDTH = 16;
const SPLITS = 256;

/** spreadValues are numbers in [0, 1) in a scattered order, the same each time. */
function spreadValues(count: number, start: number): Float64Array {
  let state = start >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

function millionsPerSecond(steps: number, milliseconds: number): number {
  return Number((steps / 1000 / Math.max(milliseconds, 0.001)).toPrecision(3));
}

/** largestGap merges two sorted samples as the KS distance does. */
function largestGap(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < a.length && j < b.length) {
    if (a[i]! <= b[j]!) i += 1;
    else j += 1;
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length));
  }
  return gap;
}

async function kernelPairs({ gpu }: Engines): Promise<number> {
  const bits = new Uint8Array(Math.ceil(ROWS / 64) * SPLITS * 8).fill(0b01010101);
  const job = {
    points: spreadValues(ROWS * WIDTH, 3),
    width: WIDTH,
    nReference: ROWS / 2,
    nCurrent: ROWS / 2,
    kernel: 'rbf',
    bandwidth: 1,
    relabellings: { splits: SPLITS, bits },
  } as const;
  // The first run compiles the kernels.
  await gpu.pairwise(job);
  const { tookMs } = await gpu.pairwise(job);
  return millionsPerSecond((ROWS * ROWS * SPLITS) / 2, tookMs);
}

/** measureSpeeds times sorting, merging and a kernel; timings of one run on a machine that may have other work. */
export async function measureSpeeds(engines: Engines, kernels: boolean): Promise<Speeds> {
  const a = spreadValues(VALUES, 1);
  const b = spreadValues(VALUES, 2);
  let started = performance.now();
  a.sort();
  b.sort();
  const sort = millionsPerSecond(2 * VALUES, performance.now() - started);
  started = performance.now();
  largestGap(a, b);
  const merge = millionsPerSecond(2 * VALUES, performance.now() - started);
  return { sort, merge, kernel_pairs: kernels ? await kernelPairs(engines) : null };
}
