import { unusableRows } from '../../statistics/compared-pair.ts';
import type { GpuAnswer } from './gpu-jobs.ts';
import type { GpuTask } from './gpu-task.ts';
import type { Gpu } from './gpu-thread.ts';
import type { NullLaw } from './null-laws.ts';

const PERMUTATIONS = 999;
/** The same for every call: equal windows give equal evidence. */
const SEED = 0x9e37;
/** Rows of both sides and all features, times permutations: about a second of a small GPU. */
const MAX_STEPS = 2e10;
/** Draws this close to the observed value count as equal to it: both are sums of float32. */
const EQUAL = 4e-7;

/** PermutedEvidence is what random relabellings of the pooled rows say of one statistic. */
export interface PermutedEvidence {
  /** (k + 1) / (P + 1) for k of P relabellings that reach the observed value; ties and atoms need no correction. */
  readonly permutation_p: number;
  /** The value that 5 % of the relabellings exceed. */
  readonly permutation_95: number;
  readonly permutations: number;
}

/** drawLaws draws the null laws of all tasks at once; null without a device, or where it would take long. */
export async function drawLaws(
  gpu: Gpu,
  tasks: readonly GpuTask[],
  { ranOn }: Pick<GpuAnswer<'compare'>, 'ranOn'>,
  signal: AbortSignal | undefined,
): Promise<readonly NullLaw[] | null> {
  const features = tasks.map(({ reference, sorted }) => ({ reference: reference.sorted, current: sorted }));
  const longest = Math.max(0, ...features.map(({ reference, current }) => reference.length + current.length));
  if (ranOn.backend !== 'webgpu' || longest * features.length * PERMUTATIONS > MAX_STEPS) return null;
  const job = { features, resampling: 'permutation', resamples: PERMUTATIONS, seed: SEED } as const;
  return (await gpu.nullLaws(job, signal)).result;
}

/** permutedEvidence holds an observed value against its law; null for the PSI of a side with unusable rows, whose bin no law has. */
export function permutedEvidence(
  statistic: 'psi' | 'ks',
  observed: number,
  { reference, current }: Pick<GpuTask, 'reference' | 'current'>,
  law: NullLaw,
): PermutedEvidence | null {
  if (statistic === 'psi' && unusableRows(reference) + unusableRows(current) > 0) return null;
  const draws = law[statistic].slice().sort();
  const reached = draws.filter((draw) => draw >= observed - EQUAL).length;
  return {
    permutation_p: (reached + 1) / (draws.length + 1),
    permutation_95: draws[Math.ceil(0.95 * draws.length) - 1]!,
    permutations: draws.length,
  };
}
