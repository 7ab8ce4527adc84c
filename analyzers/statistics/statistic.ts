import type { FeatureKind, StatisticId } from '../../domain/index.ts';
import type { UnmeasuredReason } from './measured.ts';

/** CountedPair is both sides of a comparison as counts over the same bins or categories. */
export interface CountedPair {
  /** One count per bin; the last bin holds the rows without a usable value where either side has any. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
  /** Sums of the counts, positive. */
  readonly nReference: number;
  readonly nCurrent: number;
}

/** OrderedPair is what one merge pass over both sorted sides tells; only usable values take part. */
export interface OrderedPair {
  /** sup |F − G| of the two empirical distribution functions. */
  readonly supremum: number;
  /** ∫ |F − G|, in the unit of the values. */
  readonly area: number;
  /** P-value of the supremum under the two-sample Kolmogorov-Smirnov law. */
  readonly pValue: number;
  readonly nReference: number;
  readonly nCurrent: number;
  /** Population standard deviation and range of the reference. */
  readonly referenceDeviation: number;
  readonly referenceRange: number;
}

/** Distance is what a statistic says of a pair: numbers, never a verdict. */
export interface Distance {
  readonly value: number;
  /** The magnitude that a threshold is compared with. */
  readonly effect: number;
  readonly pValue: number;
  /** The effect that chance alone exceeds in 5 % of windows of these sizes. */
  readonly noise95: number;
  readonly details: Readonly<Record<string, number>>;
}

/** StatisticOutcome is a distance, or the reason why this pair has none. */
export type StatisticOutcome = Distance | { readonly reason: UnmeasuredReason };

interface Described {
  readonly id: StatisticId;
  /** Name and revision of the definition, stored with every value. */
  readonly definition: string;
  readonly featureKinds: readonly FeatureKind[];
  readonly largerMeansMoreDrift: boolean;
}

/** CountedStatistic compares counts: over the psi bins, or over categories and distinct values. */
export interface CountedStatistic extends Described {
  readonly needs: 'bins' | 'counts';
  compute(pair: CountedPair): StatisticOutcome;
}

/** OrderedStatistic compares two sorted samples. */
export interface OrderedStatistic extends Described {
  readonly needs: 'sorted';
  compute(pair: OrderedPair): StatisticOutcome;
}

/** Statistic is one distance between a reference and a current sample. */
export type Statistic = CountedStatistic | OrderedStatistic;
