import type { CategoricalRows, NumericRows, RowColumn, RowSample, VectorRows } from '../../domain/index.ts';
import { randomOrder } from './random-order.ts';

/**
 * mergeSamples joins samples with the same columns into one. The rows are put into an order that follows from the seed:
 * whoever takes the first of them, or every other one, must not take one sample alone. At least one sample is given.
 */
export function mergeSamples(samples: readonly RowSample[], seed: string): RowSample {
  const [first] = samples;
  if (samples.length === 1) return first!;
  const rows = samples.reduce((sum, sample) => sum + sample.rows, 0);
  const order = randomOrder(rows, seed);
  return {
    subject: first!.subject,
    rows,
    total: samples.reduce((sum, sample) => sum + sample.total, 0),
    columns: first!.columns.map((_, index) =>
      mergeColumn(
        samples.map(({ columns }) => columns[index]!),
        order,
      ),
    ),
  };
}

function mergeColumn(parts: readonly RowColumn[], order: Uint32Array): RowColumn {
  const { kind } = parts[0]!;
  if (kind === 'numeric') return mergeNumbers(parts as readonly NumericRows[], order);
  return kind === 'categorical'
    ? mergeCategories(parts as readonly CategoricalRows[], order)
    : mergeVectors(parts as readonly VectorRows[], order);
}

function mergeNumbers(parts: readonly NumericRows[], order: Uint32Array): NumericRows {
  const all = parts.flatMap(({ values }) => [...values]);
  return {
    subject: parts[0]!.subject,
    kind: 'numeric',
    values: Float64Array.from(order, (row) => all[row]!),
  };
}

function mergeCategories(parts: readonly CategoricalRows[], order: Uint32Array): CategoricalRows {
  const categories = [...new Set(parts.flatMap((part) => part.categories))];
  const places = new Map(categories.map((category, place) => [category, place]));
  const all = parts.flatMap((part) =>
    [...part.codes].map((code) => (code < 0 ? -1 : places.get(part.categories[code]!)!)),
  );
  const codes = Int32Array.from(order, (row) => all[row]!);
  return { subject: parts[0]!.subject, kind: 'categorical', categories, codes };
}

function mergeVectors(parts: readonly VectorRows[], order: Uint32Array): VectorRows {
  const all = parts.flatMap(({ offsets, values }) =>
    Array.from({ length: offsets.length - 1 }, (_, row) => values.subarray(offsets[row]!, offsets[row + 1]!)),
  );
  const offsets = new Uint32Array(order.length + 1);
  for (const [place, row] of order.entries()) offsets[place + 1] = offsets[place]! + all[row]!.length;
  const values = new Float32Array(offsets[order.length]!);
  for (const [place, row] of order.entries()) values.set(all[row]!, offsets[place]!);
  return { subject: parts[0]!.subject, kind: 'vector', offsets, values };
}
