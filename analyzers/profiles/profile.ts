import type { CategoricalColumn, Column, ColumnQuality, NumericColumn, Subject } from '../../domain/index.ts';
import { binOf, type Grid } from './grid.ts';

/** NumericProfile summarises the usable values of a numeric subject on a grid; sums of profiles are profiles. */
export interface NumericProfile extends ColumnQuality {
  readonly subject: Subject;
  readonly kind: 'numeric';
  /** One count per bin of the grid. */
  readonly counts: Float64Array;
  readonly sum: number;
  /** Sum of squared distances from the centre of the grid. */
  readonly squares: number;
  /** Infinity without values. */
  readonly min: number;
  /** -Infinity without values. */
  readonly max: number;
  /** Sums of the values in the first and in the last bin. */
  readonly lowSum: number;
  readonly highSum: number;
}

/** CategoricalProfile counts the categories of a subject. */
export interface CategoricalProfile extends CategoricalColumn {
  /** Rows of the categories that were too many to keep apart. */
  readonly others: number;
}

/** Profile is the mergeable summary of one subject over some rows. */
export type Profile = NumericProfile | CategoricalProfile;

/** MAX_CATEGORIES is the number of categories that one bucket of a profile keeps apart, the most frequent first. */
export const MAX_CATEGORIES = 1000;

/** profileOfColumn summarises the column of a subject; values that are not finite count as nulls. The grid is that of a numeric column. */
export function profileOfColumn(column: Column, grid: Grid | null): Profile {
  if (column.kind === 'categorical') return { ...column, others: 0 };
  return profileOfNumbers(column, grid!);
}

function profileOfNumbers({ values, ...column }: NumericColumn, { edges, centre }: Grid): NumericProfile {
  const profile = { ...emptyNumeric(column.subject, edges.length + 1) };
  const { counts } = profile;
  let notFinite = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      notFinite += 1;
      continue;
    }
    const bin = binOf(edges, value);
    counts[bin]! += 1;
    profile.sum += value;
    profile.squares += (value - centre) ** 2;
    profile.min = Math.min(profile.min, value);
    profile.max = Math.max(profile.max, value);
    if (bin === 0) profile.lowSum += value;
    if (bin === edges.length) profile.highSum += value;
  }
  const { rows, nulls, missing, mismatched } = column;
  return { ...profile, rows, nulls: nulls + notFinite, missing, mismatched };
}

function emptyNumeric(subject: Subject, bins: number) {
  return {
    subject,
    kind: 'numeric' as const,
    rows: 0,
    nulls: 0,
    missing: 0,
    mismatched: 0,
    counts: new Float64Array(bins),
    sum: 0,
    squares: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    lowSum: 0,
    highSum: 0,
  };
}

/** emptyProfile is the profile of no rows. */
export function emptyProfile(subject: Subject, grid: Grid | null): Profile {
  if (grid) return emptyNumeric(subject, grid.edges.length + 1);
  const none = { rows: 0, nulls: 0, missing: 0, mismatched: 0 };
  return { subject, kind: 'categorical', ...none, categories: [], counts: new Float64Array(0), others: 0 };
}

/** mergeProfiles adds two profiles of the same subject on the same grid. */
export function mergeProfiles(a: Profile, b: Profile): Profile {
  const quality = {
    rows: a.rows + b.rows,
    nulls: a.nulls + b.nulls,
    missing: a.missing + b.missing,
    mismatched: a.mismatched + b.mismatched,
  };
  if (a.kind === 'numeric' && b.kind === 'numeric') {
    return {
      ...a,
      ...quality,
      counts: a.counts.map((count, bin) => count + b.counts[bin]!),
      sum: a.sum + b.sum,
      squares: a.squares + b.squares,
      min: Math.min(a.min, b.min),
      max: Math.max(a.max, b.max),
      lowSum: a.lowSum + b.lowSum,
      highSum: a.highSum + b.highSum,
    };
  }
  if (a.kind === 'numeric' || b.kind === 'numeric') throw new Error('Profiles of two kinds have no sum.');
  const counts = new Map(a.categories.map((category, index) => [category, a.counts[index]!]));
  for (const [index, category] of b.categories.entries()) {
    counts.set(category, (counts.get(category) ?? 0) + b.counts[index]!);
  }
  return {
    ...a,
    ...quality,
    categories: [...counts.keys()],
    counts: Float64Array.from(counts.values()),
    others: a.others + b.others,
  };
}
