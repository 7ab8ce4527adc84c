import type {
  CategoricalColumn,
  CategoricalReference,
  NumericColumn,
  NumericReference,
  Subject,
} from '../../domain/index.ts';

const X: Subject = { kind: 'feature', name: 'x' };

function quality(usable: number, nulls: number) {
  return { rows: usable + nulls, nulls, missing: 0, mismatched: 0 };
}

/** numericReference prepares a reference from values in any order. */
export function numericReference(values: Iterable<number>, nulls = 0, subject = X): NumericReference {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const mean = n === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / n;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    subject,
    kind: 'numeric',
    ...quality(n, nulls),
    sorted,
    n,
    sampled: false,
    mean,
    standardDeviation: n === 0 ? 0 : Math.sqrt(squares / n),
  };
}

/** numericColumn is a window's values of a numeric feature. */
export function numericColumn(values: Iterable<number>, nulls = 0, subject = X): NumericColumn {
  const array = Float64Array.from(values);
  return { subject, kind: 'numeric', ...quality(array.length, nulls), values: array };
}

/** categories is either side of a categorical comparison. */
export function categories(
  counts: Readonly<Record<string, number>>,
  nulls = 0,
  subject = X,
): CategoricalReference & CategoricalColumn {
  const array = Float64Array.from(Object.values(counts));
  const usable = array.reduce((sum, count) => sum + count, 0);
  return {
    subject,
    kind: 'categorical',
    ...quality(usable, nulls),
    categories: Object.keys(counts),
    counts: array,
  };
}
