import type { CategoricalReference } from '../../domain/index.ts';
import type { CategoricalProfile } from './profile.ts';

/** A longer list costs every bucket space for categories that hardly any row has. */
const MOST_KNOWN = 32_768;

/**
 * A bucket names up to ALL_CATEGORIES besides those that its baseline knows where they repeat; else, as of identifiers, of
 * which each row has its own, the MOST_CATEGORIES most frequent.
 */
export const ALL_CATEGORIES = 32_768;
export const MOST_CATEGORIES = 1000;

/**
 * knownCategories are those that buckets count by place and not by name, which adds up as fast as the bins of a number: the
 * categories that more than one row of the reference has, the most frequent first.
 */
export function knownCategories({ categories, counts }: CategoricalReference): readonly string[] {
  return categories
    .map((_, place) => place)
    .filter((place) => counts[place]! > 1)
    .sort((a, b) => counts[b]! - counts[a]!)
    .slice(0, MOST_KNOWN)
    .map((place) => categories[place]!);
}

/** PlacedCategories are the counts of a bucket as they are stored. */
export interface PlacedCategories {
  /** Rows of each known category. */
  readonly known: Uint32Array;
  /** Other categories by name. */
  readonly categories: readonly string[];
  readonly counts: Float64Array;
  /** Rows of those that are too many to name. */
  readonly others: number;
}

const placesOf = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** placeCategories parts the categories of a profile into known and other ones, within the limits of a bucket. */
export function placeCategories(profile: CategoricalProfile, known: readonly string[]): PlacedCategories {
  let places = placesOf.get(known);
  if (!places) {
    places = new Map(known.map((category, place) => [category, place]));
    placesOf.set(known, places);
  }
  const counts = new Uint32Array(known.length);
  const rest: { readonly category: string; readonly count: number }[] = [];
  for (const [index, category] of profile.categories.entries()) {
    const place = places.get(category);
    const count = profile.counts[index]!;
    if (place === undefined) rest.push({ category, count });
    else counts[place] = count;
  }
  const most = profile.others > 0 ? MOST_CATEGORIES : ALL_CATEGORIES;
  const named = rest.length > most ? rest.sort((a, b) => b.count - a.count).slice(0, MOST_CATEGORIES) : rest;
  const left = rest.slice(named.length).reduce((sum, { count }) => sum + count, 0);
  return {
    known: counts,
    categories: named.map(({ category }) => category),
    counts: Float64Array.from(named, ({ count }) => count),
    others: profile.others + left,
  };
}

/** namedCategories are the categories of stored counts that occur. */
export function namedCategories(
  known: readonly string[],
  knownCounts: Float64Array,
  categories: readonly string[],
  counts: Float64Array,
): { readonly categories: readonly string[]; readonly counts: Float64Array } {
  const names: string[] = [];
  const rows: number[] = [];
  for (let place = 0; place < known.length; place += 1) {
    const count = knownCounts[place] ?? 0;
    if (count === 0) continue;
    names.push(known[place]!);
    rows.push(count);
  }
  const all = new Float64Array(rows.length + counts.length);
  all.set(rows);
  all.set(counts, rows.length);
  return { categories: categories.length > 0 ? [...names, ...categories] : names, counts: all };
}
