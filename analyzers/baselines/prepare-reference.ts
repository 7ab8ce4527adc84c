import {
  type CategoricalColumn,
  type Column,
  inSharedMemory,
  type NumericColumn,
  type Reference,
} from '../../domain/index.ts';
import { SAMPLE_LIMIT, sampleSorted, seededRandom } from './seeded-sample.ts';

/** prepareReference turns the column of a reference into what comparisons need; the column's values are reordered. */
export function prepareReference(column: Column, seed: string, limit: number = SAMPLE_LIMIT): Reference {
  return column.kind === 'numeric' ? prepareNumeric(column, seed, limit) : prepareCategorical(column);
}

function prepareNumeric(column: NumericColumn, seed: string, limit: number): Reference {
  const { values, ...quality } = column;
  const n = values.length;
  // Sorted first, so that the sums below do not depend on the order of reading either.
  values.sort();
  let sum = 0;
  for (const value of values) sum += value;
  const mean = n === 0 ? 0 : sum / n;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const random = seededRandom(`${seed}:${column.subject.kind}:${column.subject.name}`);
  return {
    ...quality,
    // Every window reads it on worker threads.
    sorted: inSharedMemory(sampleSorted(values, limit, random)),
    n,
    sampled: n > limit,
    mean,
    standardDeviation: n === 0 ? 0 : Math.sqrt(squares / n),
  };
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
