import type { Column, Reference, StatisticId } from '../../domain/index.ts';
import { binnedPair, categoryPair, orderedPair, unusableRows, valuePair } from './compared-pair.ts';
import type { UnmeasuredReason } from './measured.ts';
import type { CountedPair, Distance, OrderedPair, StatisticOutcome } from './statistic.ts';
import { STATISTICS } from './statistics.ts';

/** PairDistance is one statistic of one pair with the rows that it rests on. */
export interface PairDistance {
  readonly statistic: StatisticId;
  readonly distance: Distance;
  readonly nReference: number;
  readonly nCurrent: number;
}

/** PairResult is a distance, or why there is none. */
export type PairResult =
  | PairDistance
  | { readonly statistic: StatisticId; readonly reason: UnmeasuredReason };

type Needed<T> = () => T | UnmeasuredReason;

/** PairNeeds prepares what statistics ask for, each part once and only when asked. */
interface PairNeeds {
  readonly bins: Needed<CountedPair>;
  readonly counts: Needed<CountedPair>;
  readonly sorted: Needed<OrderedPair>;
}

function once<T>(prepare: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: prepare() };
    return known.value;
  };
}

function usableRows(side: Reference | Column): number {
  if (side.kind === 'categorical') return side.counts.reduce((sum, count) => sum + count, 0);
  return 'sorted' in side ? side.sorted.length : side.values.length;
}

/** pairNeeds refuses first what no statistic can compare: other kinds, or a side without rows. */
function pairNeeds(reference: Reference, current: Column): PairNeeds | UnmeasuredReason {
  const usableReference = usableRows(reference);
  const usableCurrent = usableRows(current);
  if (usableReference + unusableRows(reference) === 0) return 'empty_reference';
  if (usableCurrent + unusableRows(current) === 0) return 'empty_current';
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    const categories = once(() => categoryPair(reference, current));
    return { bins: categories, counts: categories, sorted: () => 'not_applicable' };
  }
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    return {
      bins: once(() => binnedPair(reference, current)),
      counts: once(() => valuePair(reference, current) ?? 'not_applicable'),
      sorted: once(() => {
        if (usableReference === 0) return 'no_usable_reference';
        if (usableCurrent === 0) return 'no_usable_current';
        return orderedPair(reference, current);
      }),
    };
  }
  return 'kind_mismatch';
}

function finite(distance: Distance): boolean {
  return [distance.value, distance.effect, distance.pValue, distance.noise95].every(Number.isFinite);
}

/** evaluate turns whatever is not a finite distance into its reason. */
function evaluate<Pair extends { readonly nReference: number; readonly nCurrent: number }>(
  statistic: { readonly id: StatisticId; compute(pair: Pair): StatisticOutcome },
  pair: Pair | UnmeasuredReason,
): PairResult {
  if (typeof pair === 'string') return { statistic: statistic.id, reason: pair };
  const outcome = statistic.compute(pair);
  if ('reason' in outcome) return { statistic: statistic.id, reason: outcome.reason };
  if (!finite(outcome)) return { statistic: statistic.id, reason: 'not_finite' };
  const { nReference, nCurrent } = pair;
  return { statistic: statistic.id, distance: outcome, nReference, nCurrent };
}

/**
 * measurePair computes statistics of one reference against one current column. Numeric values of the current column are
 * finite and ascending; every result is a finite number or a reason.
 */
export function measurePair(
  reference: Reference,
  current: Column,
  statistics: readonly StatisticId[],
): readonly PairResult[] {
  const needs = pairNeeds(reference, current);
  if (typeof needs === 'string') return statistics.map((statistic) => ({ statistic, reason: needs }));
  return statistics.map((id) => {
    const statistic = STATISTICS[id];
    return statistic.needs === 'sorted'
      ? evaluate(statistic, needs.sorted())
      : evaluate(statistic, needs[statistic.needs]());
  });
}
