import type {
  CategoricalColumn,
  CategoricalReference,
  ColumnQuality,
  NumericColumn,
  NumericReference,
} from '../../domain/index.ts';
import { alignCategories, type KeyCounts } from './category-bins.ts';
import { binCounts, decileEdges } from './decile-bins.ts';
import type { EcdfDistance } from './ecdf-distance.ts';
import type { EcdfIntegrals } from './ecdf-integrals.ts';
import { distinctCounts } from './sorted-values.ts';
import type { CountedPair, OrderedPair, SquaredPair } from './statistic.ts';
import { smirnovTail } from './two-sample-smirnov.ts';

/** DISCRETE_MAX_VALUES is the number of distinct reference values up to which a numeric feature counts as discrete. */
export const DISCRETE_MAX_VALUES = 20;

/** unusableRows counts the rows of a side that hold no usable value. */
export function unusableRows(side: ColumnQuality): number {
  return side.nulls + side.missing + side.mismatched;
}

/** NumericComparison is what an engine found of two numeric sides without sorting the current one. */
export interface NumericComparison {
  readonly distance: EcdfDistance;
  /** Counts of the current values between the deciles of the reference. */
  readonly binCounts: readonly number[];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** countedPair appends the bin of rows without a usable value where either side has any. */
export function countedPair(
  reference: readonly number[],
  current: readonly number[],
  unusableReference: number,
  unusableCurrent: number,
): CountedPair {
  const extra = unusableReference > 0 || unusableCurrent > 0;
  const p = Float64Array.from(extra ? [...reference, unusableReference] : reference);
  const q = Float64Array.from(extra ? [...current, unusableCurrent] : current);
  return {
    reference: p,
    current: q,
    nReference: sum(reference) + unusableReference,
    nCurrent: sum(current) + unusableCurrent,
  };
}

/** sampledUnusable scales the reference's unusable rows to the size of its sample. */
export function sampledUnusable(reference: NumericReference): number {
  const unusable = unusableRows(reference);
  return reference.sampled && reference.n > 0 ? (unusable * reference.sorted.length) / reference.n : unusable;
}

/** binnedPair counts both sides between the deciles of the reference; the current values are ascending unless compared. */
export function binnedPair(
  reference: NumericReference,
  current: NumericColumn,
  compared: NumericComparison | null,
): CountedPair {
  const edges = decileEdges(reference.sorted);
  return countedPair(
    binCounts(reference.sorted, edges),
    compared?.binCounts ?? binCounts(current.values, edges),
    sampledUnusable(reference),
    unusableRows(current),
  );
}

/** valuePair counts both sides by distinct value, or is null when the reference is not discrete. */
export function valuePair(reference: NumericReference, current: NumericColumn): CountedPair | null {
  const values = distinctCounts(reference.sorted, DISCRETE_MAX_VALUES);
  if (values === null) return null;
  const counts = distinctCounts(current.values, Number.POSITIVE_INFINITY)!;
  const aligned = alignCategories(keyCounts(values), keyCounts(counts));
  return countedPair(aligned.reference, aligned.current, sampledUnusable(reference), unusableRows(current));
}

/** keyCounts takes a map of counts apart. */
export function keyCounts(counts: ReadonlyMap<number, number>): KeyCounts<number> {
  return { keys: [...counts.keys()], counts: [...counts.values()] };
}

/** categoryCounts are the rows by category, those without rows left out. */
export function categoryCounts(side: CategoricalReference | CategoricalColumn): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [index, category] of side.categories.entries()) {
    const count = side.counts[index] ?? 0;
    if (count > 0) counts.set(category, (counts.get(category) ?? 0) + count);
  }
  return counts;
}

/** categoryPair counts both sides by category. */
export function categoryPair(reference: CategoricalReference, current: CategoricalColumn): CountedPair {
  const counts = (side: CategoricalReference | CategoricalColumn) => {
    return { keys: side.categories, counts: side.counts };
  };
  const aligned = alignCategories(counts(reference), counts(current));
  return countedPair(aligned.reference, aligned.current, unusableRows(reference), unusableRows(current));
}

/** orderedPair completes the merge of both sides; neither is empty and the current values are ascending. */
export function orderedPair(
  { sorted, standardDeviation }: NumericReference,
  current: NumericColumn,
  { supremum, area }: EcdfDistance,
): OrderedPair {
  return {
    supremum,
    area,
    pValue: smirnovTail(supremum, sorted.length, current.values.length),
    nReference: sorted.length,
    nCurrent: current.values.length,
    referenceDeviation: standardDeviation,
    referenceRange: sorted.at(-1)! - sorted[0]!,
  };
}

/** squaredPair completes the full merge of both sides; neither is empty and the current values are ascending. */
export function squaredPair(
  { sorted, standardDeviation }: NumericReference,
  current: NumericColumn,
  { meanSquare, squareArea, andersonDarling, largestTie }: EcdfIntegrals,
): SquaredPair {
  return {
    sortedReference: sorted,
    sortedCurrent: current.values,
    meanSquare,
    squareArea,
    andersonDarling,
    largestTie,
    nReference: sorted.length,
    nCurrent: current.values.length,
    referenceDeviation: standardDeviation,
    referenceRange: sorted.at(-1)! - sorted[0]!,
  };
}
