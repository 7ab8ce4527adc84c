import type {
  CategoricalColumn,
  CategoricalReference,
  Column,
  NumericColumn,
  NumericReference,
  Reference,
  StatisticId,
} from '../../domain/index.ts';
import {
  binnedPair,
  categoryPair,
  type NumericComparison,
  orderedPair,
  squaredPair,
  unusableRows,
  valuePair,
} from './compared-pair.ts';
import { ecdfDistance } from './ecdf-distance.ts';
import { ecdfIntegrals } from './ecdf-integrals.ts';
import type { UnmeasuredReason } from './measured.ts';
import { once } from './once.ts';
import { momentPair } from './sample-moments.ts';
import { outsidePair, unseenPair, unusablePair } from './share-pairs.ts';
import type {
  CountedPair,
  Distance,
  MomentPair,
  OrderedPair,
  SharePair,
  SquaredPair,
  Statistic,
  StatisticOutcome,
} from './statistic.ts';
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
  readonly squares: Needed<SquaredPair>;
  readonly moments: Needed<MomentPair>;
  readonly unusable: Needed<SharePair>;
  readonly unseen: Needed<SharePair>;
  readonly outside: Needed<SharePair>;
}

const notApplicable = (): UnmeasuredReason => 'not_applicable';

function usableRows(side: Reference | Column): number {
  if (side.kind === 'categorical') return side.counts.reduce((sum, count) => sum + count, 0);
  return 'sorted' in side ? side.sorted.length : side.values.length;
}

function categoricalNeeds(reference: CategoricalReference, current: CategoricalColumn): PairNeeds {
  const categories = once(() => categoryPair(reference, current));
  return {
    bins: categories,
    counts: categories,
    sorted: notApplicable,
    squares: notApplicable,
    moments: notApplicable,
    unusable: () => unusablePair(reference, current),
    unseen: () => {
      if (usableRows(reference) === 0) return 'no_usable_reference';
      return usableRows(current) === 0 ? 'no_usable_current' : unseenPair(reference, current);
    },
    outside: notApplicable,
  };
}

/** numericNeeds walks both sides once: the whole way where a statistic needs squares, else the shorter one. */
function numericNeeds(
  reference: NumericReference,
  current: NumericColumn,
  squares: boolean,
  compared: NumericComparison | null,
): PairNeeds {
  const { sorted } = reference;
  const { values } = current;
  const short = once(() => compared?.distance ?? ecdfDistance(sorted, values));
  const full = once(() => ecdfIntegrals(sorted, values));
  const usable =
    <T>(prepare: () => T): Needed<T> =>
    () => {
      if (sorted.length === 0) return 'no_usable_reference';
      return values.length === 0 ? 'no_usable_current' : prepare();
    };
  return {
    bins: once(() => binnedPair(reference, current, compared)),
    counts: once(() => valuePair(reference, current) ?? 'not_applicable'),
    sorted: once(usable(() => orderedPair(reference, current, squares ? full() : short()))),
    squares: once(usable(() => squaredPair(reference, current, full()))),
    moments: once(usable(() => momentPair(sorted, values))),
    unusable: () => unusablePair(reference, current),
    unseen: notApplicable,
    outside: usable(() => outsidePair(reference, current)),
  };
}

/** pairNeeds refuses first what no statistic can compare: other kinds, or a side without rows. */
function pairNeeds(
  reference: Reference,
  current: Column,
  statistics: readonly StatisticId[],
  compared: NumericComparison | null,
): PairNeeds | UnmeasuredReason {
  if (usableRows(reference) + unusableRows(reference) === 0) return 'empty_reference';
  if (usableRows(current) + unusableRows(current) === 0) return 'empty_current';
  if (reference.kind === 'categorical' && current.kind === 'categorical')
    return categoricalNeeds(reference, current);
  if (reference.kind === 'numeric' && current.kind === 'numeric')
    return numericNeeds(
      reference,
      current,
      statistics.some((id) => STATISTICS[id].needs === 'squares'),
      compared,
    );
  return 'kind_mismatch';
}

function finite({ value, effect, pValue, noise95, interval = [0, 0] }: Distance): boolean {
  return [value, effect, pValue, noise95, ...interval].every(Number.isFinite);
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

function measureOne(statistic: Statistic, needs: PairNeeds): PairResult {
  switch (statistic.needs) {
    case 'bins':
    case 'counts':
      return evaluate(statistic, needs[statistic.needs]());
    case 'sorted':
      return evaluate(statistic, needs.sorted());
    case 'squares':
      return evaluate(statistic, needs.squares());
    case 'moments':
      return evaluate(statistic, needs.moments());
    default:
      return evaluate(statistic, needs[statistic.needs]());
  }
}

/**
 * measurePair computes statistics of one reference against one current column. Numeric values of the current column are
 * finite, and ascending unless `compared` holds what the statistics need of them; every result is a finite number or a
 * reason.
 */
export function measurePair(
  reference: Reference,
  current: Column,
  statistics: readonly StatisticId[],
  compared: NumericComparison | null = null,
): readonly PairResult[] {
  const needs = pairNeeds(reference, current, statistics, compared);
  if (typeof needs === 'string') return statistics.map((statistic) => ({ statistic, reason: needs }));
  return statistics.map((id) => measureOne(STATISTICS[id], needs));
}
