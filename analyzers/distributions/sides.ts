import type { CategoricalReference, ColumnQuality, NumericReference } from '../../domain/index.ts';
import { binOf, type Grid } from '../profiles/grid.ts';
import type { CategoricalProfile, NumericProfile } from '../profiles/profile.ts';
import type { CountedCategories, CountedNumbers } from './distribution.ts';

const NO_ROWS: ColumnQuality = { rows: 0, nulls: 0, missing: 0, mismatched: 0 };

/** NO_CATEGORIES is a side without rows. */
export const NO_CATEGORIES: CountedCategories = { ...NO_ROWS, categories: [], counts: [], n: 0 };

/** noNumbers is a side without rows. */
export function noNumbers(edges: readonly number[]): CountedNumbers {
  return { ...NO_ROWS, counts: new Array<number>(edges.length + 1).fill(0), lowest: null, highest: null };
}

/** numbersOfReference is a stored reference that was counted in some bins. */
export function numbersOfReference(reference: NumericReference, counts: readonly number[]): CountedNumbers {
  const { sorted } = reference;
  return { ...qualityOf(reference), counts, lowest: sorted[0] ?? null, highest: sorted.at(-1) ?? null };
}

/** categoriesOfReference is a stored reference. */
export function categoriesOfReference(reference: CategoricalReference): CountedCategories {
  const counts = Array.from(reference.counts);
  return { ...qualityOf(reference), categories: reference.categories, counts, n: total(counts) };
}

/** numbersOfProfile counts the bins of a grid that lie between edges, which are edges of the grid. */
export function numbersOfProfile(
  profile: NumericProfile,
  grid: Grid,
  edges: readonly number[],
): CountedNumbers {
  const counts = new Array<number>(edges.length + 1).fill(0);
  const own = Float64Array.from(edges);
  for (const [bin, count] of profile.counts.entries()) {
    // A bin ends at its edge, and the last one is open.
    const end = grid.edges[bin];
    counts[end === undefined ? edges.length : binOf(own, end)]! += count;
  }
  const [lowest, highest] = [finite(profile.min), finite(profile.max)];
  return { ...qualityOf(profile), counts, lowest, highest };
}

/** categoriesOfProfile is a profile, whose rarest categories may be counted together. */
export function categoriesOfProfile(profile: CategoricalProfile): CountedCategories {
  const counts = Array.from(profile.counts);
  return { ...qualityOf(profile), categories: profile.categories, counts, n: total(counts) + profile.others };
}

/** addNumbers joins two parts of one side. */
export function addNumbers(a: CountedNumbers, b: CountedNumbers): CountedNumbers {
  const known = (of: (...values: number[]) => number, ...values: (number | null)[]) => {
    const present = values.filter((value) => value !== null);
    return present.length === 0 ? null : of(...present);
  };
  return {
    ...addQuality(a, b),
    counts: a.counts.map((count, bin) => count + b.counts[bin]!),
    lowest: known(Math.min, a.lowest, b.lowest),
    highest: known(Math.max, a.highest, b.highest),
  };
}

/** addCategories joins two parts of one side. */
export function addCategories(a: CountedCategories, b: CountedCategories): CountedCategories {
  const counts = new Map(a.categories.map((category, index) => [category, a.counts[index]!]));
  for (const [index, category] of b.categories.entries()) {
    counts.set(category, (counts.get(category) ?? 0) + b.counts[index]!);
  }
  return {
    ...addQuality(a, b),
    categories: [...counts.keys()],
    counts: [...counts.values()],
    n: a.n + b.n,
  };
}

function addQuality(a: ColumnQuality, b: ColumnQuality): ColumnQuality {
  return {
    rows: a.rows + b.rows,
    nulls: a.nulls + b.nulls,
    missing: a.missing + b.missing,
    mismatched: a.mismatched + b.mismatched,
  };
}

function qualityOf({ rows, nulls, missing, mismatched }: ColumnQuality): ColumnQuality {
  return { rows, nulls, missing, mismatched };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
