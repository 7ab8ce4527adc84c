import type { ColumnQuality } from '../../domain/index.ts';

/** CountedNumbers is one side of a numeric distribution: a count per bin, tails included, and what is beside them. */
export interface CountedNumbers extends ColumnQuality {
  /** The lower tail, the bins between the edges, and the upper tail. */
  readonly counts: readonly number[];
  /** Null without values. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** CountedCategories is one side of a categorical distribution; some categories, and how many rows all of them have. */
export interface CountedCategories extends ColumnQuality {
  readonly categories: readonly string[];
  readonly counts: readonly number[];
  /** Rows with a category, listed or not. */
  readonly n: number;
}

/** Share is the part of the usable rows that a category has. */
export interface CategoryShare {
  readonly category: string;
  readonly share: number;
}

/** NumericDistribution is both sides on the same bins; shares are of the usable values of each side. */
export interface NumericDistribution {
  readonly kind: 'numeric';
  /** One more than bins; the last bin between them is closed. None without a value on either side. */
  readonly edges: readonly number[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
  /** The first, or the last, bin holds what lies beyond the middle of the reference. */
  readonly lowTail: boolean;
  readonly highTail: boolean;
}

/** CategoricalDistribution is both sides on the same categories; shares are of the usable values of each side. */
export interface CategoricalDistribution {
  readonly kind: 'categorical';
  /** The most frequent ones of both sides, and OTHER for the rest. */
  readonly categories: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
  /** The last category stands for all others. */
  readonly others: boolean;
  /** Current categories that the reference lacks, most frequent first. */
  readonly unseen: readonly CategoryShare[];
}

/** Categories of a picture at most, and of the unseen ones beside it. */
const SHOWN_CATEGORIES = 20;

/** OTHER names the categories that are not shown. */
export const OTHER = 'other';

/** numericDistribution puts two sides that were counted on the same edges together; tails without a value are left out. */
export function numericDistribution(
  edges: readonly number[],
  reference: CountedNumbers,
  current: CountedNumbers,
): NumericDistribution {
  const last = edges.length;
  if (last < 2) {
    return { kind: 'numeric', edges: [], reference: [], current: [], lowTail: false, highTail: false };
  }
  const held = (bin: number) => (reference.counts[bin] ?? 0) + (current.counts[bin] ?? 0) > 0;
  const [lowest, highest] = [
    outermost(Math.min, reference.lowest, current.lowest),
    outermost(Math.max, reference.highest, current.highest),
  ];
  const lowTail = held(0) && lowest !== null && lowest < edges[0]!;
  const highTail = held(last) && highest !== null && highest > edges[last - 1]!;
  const cut = (counts: readonly number[]) => {
    const bins = counts.slice(1, last);
    // A tail that is not wider than its edge belongs to the bin beside it.
    if (lowTail) bins.unshift(counts[0]!);
    else bins[0] = (bins[0] ?? 0) + (counts[0] ?? 0);
    if (highTail) bins.push(counts[last]!);
    else bins[bins.length - 1]! += counts[last] ?? 0;
    return shares(bins);
  };
  return {
    kind: 'numeric',
    edges: [...(lowTail ? [lowest] : []), ...edges, ...(highTail ? [highest] : [])],
    reference: cut(reference.counts),
    current: cut(current.counts),
    lowTail,
    highTail,
  };
}

/** categoricalDistribution picks the most frequent categories of both sides; `known` is every category of the reference. */
export function categoricalDistribution(
  reference: CountedCategories,
  current: CountedCategories,
  known: ReadonlySet<string>,
): CategoricalDistribution {
  const [before, after] = [sharesByCategory(reference), sharesByCategory(current)];
  const both = (name: string) => (before.get(name) ?? 0) + (after.get(name) ?? 0);
  const shown = [...new Set([...before.keys(), ...after.keys()])]
    .sort((a, b) => both(b) - both(a) || (a < b ? -1 : 1))
    .slice(0, SHOWN_CATEGORIES);
  const rest = (side: CountedCategories, of: ReadonlyMap<string, number>) =>
    side.n === 0 ? 0 : Math.max(0, 1 - shown.reduce((sum, name) => sum + (of.get(name) ?? 0), 0));
  const [restBefore, restAfter] = [rest(reference, before), rest(current, after)];
  const others = restBefore + restAfter > 1e-9;
  return {
    kind: 'categorical',
    categories: others ? [...shown, OTHER] : shown,
    reference: [...shown.map((name) => before.get(name) ?? 0), ...(others ? [restBefore] : [])],
    current: [...shown.map((name) => after.get(name) ?? 0), ...(others ? [restAfter] : [])],
    others,
    unseen: [...after]
      .filter(([category]) => !known.has(category))
      .map(([category, share]) => ({ category, share }))
      .sort((a, b) => b.share - a.share || (a.category < b.category ? -1 : 1))
      .slice(0, SHOWN_CATEGORIES),
  };
}

function sharesByCategory({ categories, counts, n }: CountedCategories): ReadonlyMap<string, number> {
  return new Map(categories.map((category, index) => [category, n === 0 ? 0 : counts[index]! / n]));
}

function shares(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function outermost(of: (...values: number[]) => number, ...values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : of(...known);
}
