import type { Contribution, MultivariateStatisticId } from '../../domain/index.ts';
import type { UnmeasuredReason } from '../statistics/measured.ts';
import type { KernelOrigin } from './kernel-origin.ts';
import type { MultivariateKernels } from './kernels.ts';
import type { EncodedPair } from './matrix.ts';

/** MmdMethod says where the p-value of mmd comes from: permutations of at most 5,000 rows a side, or blocks of all rows. */
export type MmdMethod = 'permutation' | 'blocks';

/** MultivariateContext is what a statistic computes with. */
export interface MultivariateContext {
  readonly kernels: MultivariateKernels;
  /** The same seed gives the same numbers. */
  readonly seed: string;
  readonly permutations: number;
  readonly mmd: MmdMethod;
}

/** MultivariateDistance is what a statistic says of two samples of rows: numbers, never a verdict. */
export interface MultivariateDistance {
  readonly value: number;
  /** The magnitude that a threshold is compared with. */
  readonly effect: number;
  readonly pValue: number;
  /** The effect that chance alone exceeds in 5 % of windows of these sizes. */
  readonly noise95: number;
  /** Rows that took part. */
  readonly nReference: number;
  readonly nCurrent: number;
  /** Rows that were given were left out to bound the time. */
  readonly cut: boolean;
  /** Absent where all of it was computed on the CPU, as it was meant to be. */
  readonly origin?: KernelOrigin;
  readonly details: Readonly<Record<string, number | string>>;
  readonly contributions: readonly Contribution[];
}

/** MultivariateOutcome is a distance, or the reason why this pair has none. */
export type MultivariateOutcome = MultivariateDistance | { readonly reason: UnmeasuredReason };

/** MultivariateStatistic is one distance between two samples of rows. */
export interface MultivariateStatistic {
  readonly id: MultivariateStatisticId;
  /** Name and revision of the definition, stored with every value. */
  readonly definition: string;
  readonly largerMeansMoreDrift: boolean;
  compute(pair: EncodedPair, context: MultivariateContext): Promise<MultivariateOutcome>;
}
