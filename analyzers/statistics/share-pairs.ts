import type {
  CategoricalColumn,
  CategoricalReference,
  Column,
  NumericColumn,
  NumericReference,
  Reference,
} from '../../domain/index.ts';
import { categoryCounts, unusableRows } from './compared-pair.ts';
import { countAtMost, countBelow } from './sorted-values.ts';
import type { SharePair } from './statistic.ts';

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** unusablePair counts the rows of both sides without a usable value, before a reference was sampled; both have rows. */
export function unusablePair(reference: Reference, current: Column): SharePair {
  const nulls = unusableRows(reference);
  const nullsCurrent = unusableRows(current);
  const usable = reference.kind === 'numeric' ? reference.n : total(reference.counts);
  const usableCurrent = current.kind === 'numeric' ? current.values.length : total(current.counts);
  return {
    reference: nulls,
    current: nullsCurrent,
    spread: 1,
    nReference: usable + nulls,
    nCurrent: usableCurrent + nullsCurrent,
  };
}

/**
 * unseenPair counts the current rows of categories that the reference lacks, and the reference's rows that are single,
 * whose count varies by 1 + 2 f₂/f₁ times its share (Esty 1983), with f₁ single and f₂ double categories.
 */
export function unseenPair(reference: CategoricalReference, current: CategoricalColumn): SharePair {
  const known = categoryCounts(reference);
  let single = 0;
  let double = 0;
  for (const count of known.values()) {
    if (count === 1) single += 1;
    if (count === 2) double += 1;
  }
  let unseen = 0;
  for (const [category, count] of categoryCounts(current)) if (!known.has(category)) unseen += count;
  return {
    reference: single,
    current: unseen,
    spread: single > 0 ? 1 + (2 * double) / single : 1,
    nReference: total(reference.counts),
    nCurrent: total(current.counts),
  };
}

/** outsidePair counts the ascending current values outside the reference's range, and its own outside that of its others. */
export function outsidePair({ sorted }: NumericReference, { values }: NumericColumn): SharePair {
  const low = sorted[0]!;
  const high = sorted.at(-1)!;
  const outside = countBelow(values, low) + values.length - countAtMost(values, high);
  const single = (value: number, neighbour: number | undefined): number => (value === neighbour ? 0 : 1);
  return {
    reference: sorted.length === 1 ? 1 : single(low, sorted[1]) + single(high, sorted.at(-2)),
    current: outside,
    spread: 1,
    nReference: sorted.length,
    nCurrent: values.length,
  };
}
