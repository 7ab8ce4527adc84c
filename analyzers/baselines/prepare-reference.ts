import {
  type CategoricalColumn,
  type Column,
  inSharedMemory,
  type NumericColumn,
  type Reference,
} from '../../domain/index.ts';
import { sortFinite } from '../engines/cpu/sort-values.ts';
import { SAMPLE_LIMIT, sampleSorted, seededRandom } from './seeded-sample.ts';

/** prepareReference turns the column of a reference into what comparisons need, where every thread can read it. */
export function prepareReference(column: Column, seed: string, limit: number = SAMPLE_LIMIT): Reference {
  return shareReference(sortReference(column, seed, { limit }));
}

/** shareReference copies the numbers of a reference to where every thread can read them. */
export function shareReference(reference: Reference): Reference {
  return reference.kind === 'numeric'
    ? { ...reference, sorted: inSharedMemory(reference.sorted) }
    : reference;
}

/** SortOptions bound what is kept of a column, and lend room to sort it in. */
export interface SortOptions {
  readonly limit?: number;
  readonly scratch?: (length: number) => Float64Array;
}

/** sortReference is prepareReference with the numbers where the column had them; they are reordered. */
export function sortReference(column: Column, seed: string, options: SortOptions = {}): Reference {
  return column.kind === 'numeric' ? prepareNumeric(column, seed, options) : prepareCategorical(column);
}

function prepareNumeric(
  { values, ...quality }: NumericColumn,
  seed: string,
  { limit = SAMPLE_LIMIT, scratch = (length) => new Float64Array(length) }: SortOptions,
): Reference {
  const n = values.length;
  // Sorted first, so that the sums below do not depend on the order of reading either.
  sortInPlace(values, scratch);
  let sum = 0;
  for (const value of values) sum += value;
  const mean = n === 0 ? 0 : sum / n;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const random = seededRandom(`${seed}:${quality.subject.kind}:${quality.subject.name}`);
  return {
    ...quality,
    sorted: sampleSorted(values, limit, random),
    n,
    sampled: n > limit,
    mean,
    standardDeviation: n === 0 ? 0 : Math.sqrt(squares / n),
  };
}

function sortInPlace(values: Float64Array, scratch: (length: number) => Float64Array): void {
  if (!values.every(Number.isFinite)) {
    values.sort();
    return;
  }
  const sorted = sortFinite(values, scratch);
  if (sorted !== values) values.set(sorted);
}

/** Categories are ordered by name, so that equal counts hash alike. */
function prepareCategorical(column: CategoricalColumn): Reference {
  const order = column.categories
    .map((category, index) => ({ category, count: column.counts[index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => (a.category < b.category ? -1 : a.category > b.category ? 1 : 0));
  return {
    ...column,
    categories: order.map(({ category }) => category),
    counts: Float64Array.from(order, ({ count }) => count),
  };
}
