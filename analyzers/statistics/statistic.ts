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

/** SquaredPair is what the full merge pass over both sorted sides tells beyond an OrderedPair. */
export interface SquaredPair {
  /** Ascending usable values. */
  readonly sortedReference: Float64Array;
  readonly sortedCurrent: Float64Array;
  /** Mean of (F − G)² over the pooled values. */
  readonly meanSquare: number;
  /** ∫ (F − G)² dx, in the unit of the values. */
  readonly squareArea: number;
  /** Anderson-Darling A² of two samples, midrank version. */
  readonly andersonDarling: number;
  /** Share of the pooled values that the most frequent one has. */
  readonly largestTie: number;
  readonly nReference: number;
  readonly nCurrent: number;
  /** Population standard deviation and range of the reference. */
  readonly referenceDeviation: number;
  readonly referenceRange: number;
}

/** Moments are those of one side's usable values. */
export interface Moments {
  readonly mean: number;
  readonly median: number;
  /** Mean absolute deviation from the median. */
  readonly absolute: number;
  /** Second and fourth central moment, divided by the number of values. */
  readonly second: number;
  readonly fourth: number;
}

/** MomentPair is the moments of both sides on the scale (value − origin) / unit, which keeps them from overflowing. */
export interface MomentPair {
  readonly reference: Moments;
  readonly current: Moments;
  readonly origin: number;
  readonly unit: number;
  readonly nReference: number;
  readonly nCurrent: number;
}

/** SharePair is the rows of both sides that something is wrong with. */
export interface SharePair {
  readonly reference: number;
  readonly current: number;
  /** How many times its binomial variance the count of the reference has, at least 1. */
  readonly spread: number;
  /** Rows of which they are a share, positive. */
  readonly nReference: number;
  readonly nCurrent: number;
}

/** Distance is what a statistic says of a pair: numbers, never a verdict. */
export interface Distance {
  readonly value: number;
  /** The magnitude that a threshold is compared with. */
  readonly effect: number;
  readonly pValue: number;
  /** Two-sided 99 % interval of the effect in the direction of the change, where its standard error is known. */
  readonly interval?: readonly [number, number];
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
  /** Whether a larger effect is more drift. */
  readonly largerMeansMoreDrift: boolean;
  /** Quality counts rows that should not be there, which a distance between distributions cannot speak for. */
  readonly about: 'distribution' | 'quality';
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

/** SquaredStatistic compares two sorted samples by the squared gap of their distribution functions. */
export interface SquaredStatistic extends Described {
  readonly needs: 'squares';
  compute(pair: SquaredPair): StatisticOutcome;
}

/** MomentStatistic compares moments. */
export interface MomentStatistic extends Described {
  readonly needs: 'moments';
  compute(pair: MomentPair): StatisticOutcome;
}

/**
 * ShareStatistic compares the shares of rows without a usable value, of a category that (the rest of) the reference does
 * not have, or outside the range of (the rest of) the reference.
 */
export interface ShareStatistic extends Described {
  readonly needs: 'unusable' | 'unseen' | 'outside';
  compute(pair: SharePair): StatisticOutcome;
}

/** Statistic is one distance between a reference and a current sample. */
export type Statistic =
  | CountedStatistic
  | OrderedStatistic
  | SquaredStatistic
  | MomentStatistic
  | ShareStatistic;
