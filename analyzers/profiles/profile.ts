import type { CategoricalColumn, Column, ColumnQuality, NumericColumn, Subject } from '../../domain/index.ts';
import type { Grid } from './grid.ts';
import { createNumberCounter, emptyTally, type NumberTally } from './number-tally.ts';

/** NumericProfile summarises the usable values of a numeric subject on a grid; sums of profiles are profiles. */
export interface NumericProfile extends ColumnQuality, Readonly<NumberTally> {
  readonly subject: Subject;
  readonly kind: 'numeric';
}

/** CategoricalProfile counts the categories of a subject. */
export interface CategoricalProfile extends CategoricalColumn {
  /** Rows of the categories that were too many to keep apart. */
  readonly others: number;
}

/** Profile is the mergeable summary of one subject over some rows. */
export type Profile = NumericProfile | CategoricalProfile;

/** profileOfColumn summarises the column of a subject; infinities count as nulls. The grid is that of a numeric column. */
export function profileOfColumn(column: Column, grid: Grid | null): Profile {
  if (column.kind === 'categorical') return { ...column, others: 0 };
  return profileOfNumbers(column, grid!);
}

function profileOfNumbers({ values, ...column }: NumericColumn, grid: Grid): NumericProfile {
  const counter = createNumberCounter(grid);
  const tally = counter.empty();
  const infinite = counter.add(tally, values, 0, values.length);
  const { subject, rows, nulls, missing, mismatched } = column;
  return { subject, kind: 'numeric', rows, nulls: nulls + infinite, missing, mismatched, ...tally };
}

/** emptyProfile is the profile of no rows. */
export function emptyProfile(subject: Subject, grid: Grid | null): Profile {
  const none = { rows: 0, nulls: 0, missing: 0, mismatched: 0 };
  if (grid) return { subject, kind: 'numeric', ...none, ...emptyTally(grid.edges.length + 1) };
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
