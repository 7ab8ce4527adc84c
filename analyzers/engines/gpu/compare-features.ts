import { decileEdges } from '../../statistics/decile-bins.ts';
import type { KernelRunner } from './kernel-runner.ts';
import { countsAtMost } from './kernels/bin-counts.ts';
import { ecdfGap, largestOfChunk } from './kernels/ecdf-gap.ts';
import type { FeaturePair } from './pooled-marks.ts';

/** FeatureGap is what the device tells of one feature. */
export interface FeatureGap {
  /** sup |F − G|. */
  readonly supremum: number;
  /** Rows of both sides between the deciles of the reference. */
  readonly referenceCounts: Float64Array;
  readonly currentCounts: Float64Array;
}

const CHUNK = 4096;
const BYTES_PER_PASS = 1 << 26;
const NEVER = 3.4e38;

interface Columns {
  readonly values: Float32Array;
  readonly width: number;
}

/** scaled moves values to the middle of the reference and into float32; the order stays, but for values that fall together. */
function scaled(values: Float64Array, middle: number, spread: number): Float32Array {
  return Float32Array.from(values, (value) =>
    Math.max(-NEVER, Math.min(NEVER, value / spread - middle / spread)),
  );
}

function spreadOf({ reference, current }: FeaturePair): number {
  const low = Math.min(reference[0]!, current[0]!);
  const high = Math.max(reference.at(-1)!, current.at(-1)!);
  // Halves, because the difference of two finite values may overflow.
  return Math.max(high / 2 - low / 2, Number.MIN_VALUE * 2 ** 52);
}

function padded(rows: readonly Float32Array[], width: number, filler: number): Columns {
  const values = new Float32Array(rows.length * width).fill(filler);
  for (const [index, row] of rows.entries()) values.set(row, index * width);
  return { values, width };
}

/** countsBetween turns counts up to each edge, chunk by chunk, into counts per bin. */
function countsBetween(chunks: readonly Float32Array[], edges: number, total: number): Float64Array {
  const counts = new Float64Array(edges + 1);
  let before = 0;
  for (let edge = 0; edge < edges; edge++) {
    let until = 0;
    for (const chunk of chunks) until += chunk[edge]!;
    counts[edge] = until - before;
    before = until;
  }
  counts[edges] = total - before;
  return counts;
}

/**
 * compareFeatures gives the supremum of KS and the counts of PSI for many features at once, in tiles. Float32: values
 * that differ by less than 6e-8 of the range of the feature count as equal.
 */
export async function compareFeatures(
  runner: KernelRunner,
  features: readonly FeaturePair[],
): Promise<readonly FeatureGap[]> {
  const longest = Math.max(1, ...features.map(({ reference, current }) => reference.length + current.length));
  const perPass = Math.max(1, Math.floor(BYTES_PER_PASS / (8 * longest)));
  const gaps: FeatureGap[] = [];
  for (let from = 0; from < features.length; from += perPass) {
    gaps.push(...(await compareSome(runner, features.slice(from, from + perPass))));
  }
  return gaps;
}

async function compareSome(runner: KernelRunner, features: readonly FeaturePair[]): Promise<FeatureGap[]> {
  const edges = features.map(({ reference }) => decileEdges(reference));
  const spreads = features.map(spreadOf);
  const side = (of: 'reference' | 'current') =>
    features.map((feature, index) => {
      const middle = feature.reference[feature.reference.length >> 1]!;
      return scaled(feature[of], middle, spreads[index]!);
    });
  const width = (of: 'reference' | 'current') =>
    CHUNK * Math.ceil(Math.max(...features.map((feature) => feature[of].length)) / CHUNK);
  const reference = padded(side('reference'), width('reference'), NEVER);
  const current = padded(side('current'), width('current'), NEVER);
  const most = Math.max(1, ...edges.map((list) => list.length));
  const limits = padded(
    features.map((feature, index) => {
      const middle = feature.reference[feature.reference.length >> 1]!;
      return scaled(Float64Array.from(edges[index]!), middle, spreads[index]!);
    }),
    most,
    -NEVER,
  );
  const suprema = await supremaOf(runner, features, reference, current);
  const before = await countsOf(runner, reference, limits, features.length);
  const after = await countsOf(runner, current, limits, features.length);
  return features.map((feature, index) => ({
    supremum: suprema[index]!,
    referenceCounts: countsBetween(before[index]!, edges[index]!.length, feature.reference.length),
    currentCounts: countsBetween(after[index]!, edges[index]!.length, feature.current.length),
  }));
}

async function supremaOf(
  runner: KernelRunner,
  features: readonly FeaturePair[],
  reference: Columns,
  current: Columns,
): Promise<number[]> {
  const longest = Math.max(...features.map((feature) => feature.reference.length + feature.current.length));
  const steps = Math.ceil(Math.log2(longest + 1)) + 1;
  const sizes = {
    values: Float32Array.from(
      features.flatMap((feature) => [feature.reference.length, feature.current.length]),
    ),
    width: 2,
  };
  const gap = runner.compile(ecdfGap, {
    output: [longest, features.length],
    constants: { steps },
    keep: true,
  });
  const largest = runner.compile(largestOfChunk, {
    output: [Math.ceil(longest / CHUNK), features.length],
    constants: { chunk: CHUNK, length: longest },
  });
  try {
    const gaps = await gap.run(reference, current, sizes);
    const chunks = (await largest.run(gaps)) as unknown as readonly Float32Array[];
    gaps.delete?.();
    return chunks.map((row) => row.reduce((most, value) => Math.max(most, value), 0));
  } finally {
    gap.destroy();
    largest.destroy();
  }
}

/** countsOf gives counts up to each edge per feature and chunk. */
async function countsOf(runner: KernelRunner, side: Columns, edges: Columns, features: number) {
  const kernel = runner.compile(countsAtMost, {
    output: [edges.width, side.width / CHUNK, features],
    constants: { chunk: CHUNK },
  });
  try {
    return (await kernel.run(side, edges)) as unknown as readonly (readonly Float32Array[])[];
  } finally {
    kernel.destroy();
  }
}
