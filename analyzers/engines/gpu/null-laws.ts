import { PlumblineError } from '../../../domain/index.ts';
import type { KernelRunner } from './kernel-runner.ts';
import { bootstrapWalk } from './kernels/bootstrap-walk.ts';
import { permutationWalk } from './kernels/permutation-walk.ts';
import { type FeaturePair, pooledMarks } from './pooled-marks.ts';

/** NullLawsJob asks what KS and PSI are worth when both sides of each feature come from the same distribution. */
export interface NullLawsJob {
  readonly features: readonly FeaturePair[];
  /** `permutation` relabels the pooled rows; `bootstrap` draws both sides from them with replacement. */
  readonly resampling: 'permutation' | 'bootstrap';
  readonly resamples: number;
  /** A 32-bit integer; the same seed gives the same numbers on every backend. */
  readonly seed: number;
}

/** NullLaw is KS and PSI of one feature under each resampling, in the order of the draws. */
export interface NullLaw {
  readonly ks: Float64Array;
  readonly psi: Float64Array;
}

/** PSI_FLOOR is the share that an empty bin counts for, as in the statistic. */
const PSI_FLOOR = 1e-4;

/** MAX_WALK is the number of rows that one thread of a GPU walks, so that no driver takes it for hung. */
export const MAX_WALK = 1 << 20;

/** Float32 counts up to here. */
const MAX_COUNT = 1 << 24;

const MARK_BYTES = 1 << 26;
const RESULT_VALUES = 1 << 22;

/** A mean of at most one row per step makes more than so many of one row as good as impossible. */
const MOST_OF_ONE_ROW = 48;

/**
 * nullLaws draws the null laws of KS and PSI for all features at once, one thread per feature and draw; the PSI bins stay
 * those of the observed reference. Features go in tiles, so that memory is bounded.
 */
export async function nullLaws(runner: KernelRunner, job: NullLawsJob): Promise<readonly NullLaw[]> {
  const pooled = job.features.map(pooledMarks);
  const rows = Math.max(0, ...pooled.map(({ marks }) => marks.length));
  const most = runner.device === null ? MAX_COUNT : MAX_WALK;
  if (rows > most) {
    throw new PlumblineError(
      'gpu_unavailable',
      `A feature has ${rows} rows; ${runner.backend} walks ${most}.`,
    );
  }
  const perPass = Math.max(
    1,
    Math.min(Math.floor(MARK_BYTES / (4 * rows)), Math.floor(RESULT_VALUES / job.resamples)),
  );
  const laws: NullLaw[] = [];
  for (let from = 0; from < pooled.length; from += perPass) {
    laws.push(...(await drawLaws(runner, pooled.slice(from, from + perPass), rows, from, job)));
  }
  return laws;
}

async function drawLaws(
  runner: KernelRunner,
  features: readonly ReturnType<typeof pooledMarks>[],
  rows: number,
  first: number,
  { resampling, resamples, seed }: NullLawsJob,
): Promise<NullLaw[]> {
  const marks = new Float32Array(features.length * rows);
  for (const [index, feature] of features.entries()) marks.set(feature.marks, index * rows);
  const sizes = Float32Array.from(features.flatMap(({ nReference, nCurrent }) => [nReference, nCurrent]));
  const kernel = runner.compile(resampling === 'permutation' ? permutationWalk : bootstrapWalk, {
    output: [resamples, features.length],
    constants: { rows, floor: PSI_FLOOR, most: MOST_OF_ONE_ROW },
    seed: (seed + Math.imul(first, 0x9e3779b9)) >>> 0,
  });
  try {
    const drawn = await kernel.run({ values: marks, width: rows }, { values: sizes, width: 2 });
    return (drawn as unknown as readonly (readonly Float32Array[])[]).map((pairs) => ({
      ks: Float64Array.from(pairs, (pair) => pair[0]!),
      psi: Float64Array.from(pairs, (pair) => pair[1]!),
    }));
  } finally {
    kernel.destroy();
  }
}
