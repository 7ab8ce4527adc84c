import type { CategoricalRows, NumericRows, RowSample } from '../../domain/index.ts';
import type { UnmeasuredReason } from '../statistics/measured.ts';
import { clipped, type EncodedPair, type Matrix } from './matrix.ts';

type TableColumn = NumericRows | CategoricalRows;

/** CellColumn is one column of the matrix to be: the standardised value of a row. */
interface CellColumn {
  readonly feature: number;
  readonly reference: (row: number) => number;
  readonly current: (row: number) => number;
}

/** Categories that get a column of their own: at most so many, each with at least this share of the reference. */
const TOP_CATEGORIES = 20;
const CATEGORY_SHARE = 0.01;
/** A rarer indicator would turn into a huge standardised value. */
const INDICATOR_SPREAD = 0.1;
/** Numbers of both matrices together, 8 bytes each. */
const MATRIX_VALUES = 16_000_000;

/**
 * encodeTable turns the features of two row samples into standardised matrices.
 *
 * A number is standardised by mean and population standard deviation of the reference; where it is lacking the mean
 * stands in and an indicator column says so. A text becomes one indicator per category among the 20 most frequent of the
 * reference with at least 1 % of its rows, one for every other category and one for none. Indicators are centred on the
 * reference and divided by its deviation, but by no less than 0.1. A number that is constant in the reference has no
 * spread to measure in and is left out; an indicator that is constant on both sides says nothing and is left out too.
 */
export function encodeTable(
  reference: RowSample,
  current: RowSample,
): EncodedPair | { readonly reason: UnmeasuredReason } {
  if (reference.rows === 0) return { reason: 'empty_reference' };
  if (current.rows === 0) return { reason: 'empty_current' };
  const names: string[] = [];
  const cells: CellColumn[] = [];
  for (const [index, column] of reference.columns.entries()) {
    const other = current.columns[index];
    if (column.kind === 'vector' || !other || other.kind !== column.kind) continue;
    cells.push(...encodeColumn(column, other as TableColumn, names.length));
    names.push(column.subject.name);
  }
  if (cells.length === 0) return { reason: 'constant_reference' };
  const limit = Math.max(1, Math.floor(MATRIX_VALUES / 2 / cells.length));
  const side = (rows: number, key: 'reference' | 'current'): Matrix =>
    fill(
      Math.min(rows, limit),
      cells.map((cell) => cell[key]),
    );
  return {
    reference: side(reference.rows, 'reference'),
    current: side(current.rows, 'current'),
    cut: Math.max(reference.rows, current.rows) > limit,
    names,
    featureOf: Uint32Array.from(cells, ({ feature }) => feature),
    details: { features: names.length, columns: cells.length },
  };
}

function fill(rows: number, cells: readonly ((row: number) => number)[]): Matrix {
  const width = cells.length;
  const values = new Float64Array(rows * width);
  for (const [column, cell] of cells.entries()) {
    for (let row = 0; row < rows; row++) values[row * width + column] = cell(row);
  }
  return { rows, width, values };
}

function encodeColumn(reference: TableColumn, current: TableColumn, feature: number): CellColumn[] {
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    return encodeNumbers(reference.values, current.values, feature);
  }
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    return encodeTexts(reference, current, feature);
  }
  return [];
}

function encodeNumbers(reference: Float64Array, current: Float64Array, feature: number): CellColumn[] {
  const { mean, deviation } = moments(reference);
  const numbers = (values: Float64Array) => (row: number) => {
    const value = values[row]!;
    return Number.isFinite(value) ? clipped((value - mean) / deviation) : 0;
  };
  const lacking = (values: Float64Array) => (row: number) => !Number.isFinite(values[row]!);
  const varies = deviation > 0 && Number.isFinite(deviation);
  return [
    ...(varies ? [{ feature, reference: numbers(reference), current: numbers(current) }] : []),
    ...indicator(
      { rows: reference.length, is: lacking(reference) },
      { rows: current.length, is: lacking(current) },
      feature,
    ),
  ];
}

/** moments of the finite values; a spread that is rounding alone counts as none. */
function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
  }
  const deviation = count === 0 ? 0 : Math.sqrt(squares / count);
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0 };
}

function encodeTexts(reference: CategoricalRows, current: CategoricalRows, feature: number): CellColumn[] {
  const counts = new Float64Array(reference.categories.length);
  for (const code of reference.codes) if (code >= 0) counts[code]! += 1;
  const top = reference.categories
    .map((category, code) => ({ category, count: counts[code]! }))
    .filter(({ count }) => count >= CATEGORY_SHARE * reference.codes.length)
    .sort((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1))
    .slice(0, TOP_CATEGORIES);
  const places = new Map(top.map(({ category }, place) => [category, place]));
  // Past the top: every other category, then none at all.
  const placesOf = ({ categories, codes }: CategoricalRows) => {
    const byCode = categories.map((category) => places.get(category) ?? top.length);
    return Int32Array.from(codes, (code) => (code < 0 ? top.length + 1 : byCode[code]!));
  };
  const before = placesOf(reference);
  const after = placesOf(current);
  return Array.from({ length: top.length + 2 }, (_, place) =>
    indicator(
      { rows: before.length, is: (row) => before[row] === place },
      { rows: after.length, is: (row) => after[row] === place },
      feature,
    ),
  ).flat();
}

interface Flags {
  readonly rows: number;
  readonly is: (row: number) => boolean;
}

function indicator(reference: Flags, current: Flags, feature: number): CellColumn[] {
  const before = countOf(reference);
  const after = countOf(current);
  if (before === after && (before === 0 || before === reference.rows)) return [];
  if (before === reference.rows && after === current.rows) return [];
  const share = before / reference.rows;
  const spread = Math.max(Math.sqrt(share * (1 - share)), INDICATOR_SPREAD);
  const cell = (flags: Flags) => (row: number) => ((flags.is(row) ? 1 : 0) - share) / spread;
  return [{ feature, reference: cell(reference), current: cell(current) }];
}

function countOf({ rows, is }: Flags): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (is(row)) count += 1;
  return count;
}
