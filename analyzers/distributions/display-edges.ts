import { countAtMost, countBelow, distinctCounts } from '../statistics/sorted-values.ts';

/** NumberSummary is what the bins of a picture are chosen from. */
export interface NumberSummary {
  readonly n: number;
  readonly lowest: number;
  readonly highest: number;
  /** Quantiles 0.005 and 0.995. */
  readonly low: number;
  readonly high: number;
  readonly integers: boolean;
  /** Ascending; null for more than DISTINCT_LIMIT values. */
  readonly distinct: readonly number[] | null;
}

/** DISTINCT_LIMIT is the number of values up to which each has a bin of its own. */
export const DISTINCT_LIMIT = 30;

const BINS = 30;
const TAIL = 0.005;

/** summaryOfSorted summarises ascending finite numbers; null without any. */
export function summaryOfSorted(sorted: Float64Array): NumberSummary | null {
  const n = sorted.length;
  if (n === 0) return null;
  const at = (share: number) => sorted[Math.round(share * (n - 1))]!;
  const distinct = distinctCounts(sorted, DISTINCT_LIMIT);
  return {
    n,
    lowest: sorted[0]!,
    highest: sorted[n - 1]!,
    low: at(TAIL),
    high: at(1 - TAIL),
    integers: sorted.every(Number.isInteger),
    distinct: distinct && [...distinct.keys()],
  };
}

/**
 * displayEdges cuts the middle 99 % of a reference into about thirty bins of equal width, whole numbers for whole
 * numbers; few distinct values get a bin each. What lies beyond belongs to the tails. Ascending, at least two.
 */
export function displayEdges(summary: NumberSummary): readonly number[] {
  const { distinct, integers } = summary;
  if (distinct !== null) return around(distinct);
  const flat = summary.low === summary.high;
  const low = flat ? summary.lowest : summary.low;
  const high = flat ? summary.highest : summary.high;
  if (integers && Number.isFinite(high - low)) {
    const step = Math.ceil((high - low + 1) / BINS);
    const count = Math.ceil((high - low + 1) / step);
    return ascending(Array.from({ length: count + 1 }, (_, index) => low - 0.5 + index * step));
  }
  // The difference of two large numbers may be infinite, their parts are not.
  const inner = Array.from({ length: BINS }, (_, index) => low * (1 - index / BINS) + high * (index / BINS));
  return ascending([...inner, high]);
}

/** snapEdges moves edges onto those of a grid, whose bins can only be counted whole; fewer may be left. */
export function snapEdges(edges: readonly number[], grid: Float64Array): readonly number[] {
  const snapped = edges.flatMap((edge) => {
    const above = countBelow(grid, edge);
    const candidates = [grid[above - 1], grid[above]].filter((value) => value !== undefined);
    candidates.sort((a, b) => Math.abs(a - edge) - Math.abs(b - edge));
    return candidates.slice(0, 1);
  });
  return ascending(snapped);
}

/** countsAtMost counts sorted numbers in the bins (−∞, e₀], (e₀, e₁], …, (eₖ, ∞). */
export function countsAtMost(sorted: Float64Array, edges: readonly number[]): readonly number[] {
  return differences(
    edges.map((edge) => countAtMost(sorted, edge)),
    sorted.length,
  );
}

/** countsBelow counts sorted numbers in the bins (−∞, e₀), [e₀, e₁), …, [eₖ, ∞). */
export function countsBelow(sorted: Float64Array, edges: readonly number[]): readonly number[] {
  return differences(
    edges.map((edge) => countBelow(sorted, edge)),
    sorted.length,
  );
}

function differences(cumulated: readonly number[], total: number): readonly number[] {
  return [...cumulated, total].map((count, index) => count - (cumulated[index - 1] ?? 0));
}

/** Edges half-way between neighbours; the outer ones as far outside as the next ones are inside. */
function around(values: readonly number[]): readonly number[] {
  const [first, last] = [values[0]!, values.at(-1)!];
  const between = values.slice(1).map((value, index) => value / 2 + values[index]! / 2);
  const reach = (value: number, edge: number | undefined) =>
    edge === undefined ? Math.max(0.5, Math.abs(value) * 1e-6) : Math.abs(value - edge);
  const lowest = Math.max(-Number.MAX_VALUE, first - reach(first, between[0]));
  const highest = Math.min(Number.MAX_VALUE, last + reach(last, between.at(-1)));
  return ascending([lowest, ...between, highest]);
}

function ascending(edges: readonly number[]): readonly number[] {
  return [...new Set(edges)].sort((a, b) => a - b);
}
