import type { VectorRows } from '../../domain/index.ts';
import type { UnmeasuredReason } from '../statistics/measured.ts';
import { clipped, type EncodedPair, type Matrix } from './matrix.ts';

/** Numbers of one matrix, 8 bytes each. */
const MATRIX_VALUES = 8_000_000;

/**
 * encodeVectors turns the embeddings of two row samples into standardised matrices. The dimension is the most frequent
 * length in the reference, the larger one of equally frequent ones; a vector of another length, or with a number that is
 * not finite, is counted as mismatched and left out, and so is a row without a vector, counted as missing. Dimensions
 * that are constant in the reference are left out.
 */
export function encodeVectors(
  reference: VectorRows,
  current: VectorRows,
): EncodedPair | { readonly reason: UnmeasuredReason } {
  if (reference.offsets.length < 2) return { reason: 'empty_reference' };
  if (current.offsets.length < 2) return { reason: 'empty_current' };
  const dimension = usualLength(reference);
  if (dimension === 0) return { reason: 'no_usable_reference' };
  const before = usableRows(reference, dimension);
  const after = usableRows(current, dimension);
  if (before.rows.length === 0) return { reason: 'no_usable_reference' };
  if (after.rows.length === 0)
    return { reason: after.mismatched > 0 ? 'length_mismatch' : 'no_usable_current' };
  const scales = dimensionScales(reference, before.rows, dimension);
  const kept = scales.flatMap(({ deviation }, index) => (deviation > 0 ? [index] : []));
  if (kept.length === 0) return { reason: 'constant_reference' };
  const width = kept.length;
  const limit = Math.max(1, Math.floor(MATRIX_VALUES / width));
  const side = (vectors: VectorRows, rows: readonly number[]): Matrix => {
    const count = Math.min(rows.length, limit);
    const values = new Float64Array(count * width);
    for (let row = 0; row < count; row++) {
      const from = vectors.offsets[rows[row]!]!;
      for (const [column, index] of kept.entries()) {
        const { mean, deviation } = scales[index]!;
        values[row * width + column] = clipped((vectors.values[from + index]! - mean) / deviation);
      }
    }
    return { rows: count, width, values };
  };
  return {
    reference: side(reference, before.rows),
    current: side(current, after.rows),
    cut: Math.max(before.rows.length, after.rows.length) > limit,
    names: kept.map(String),
    featureOf: Uint32Array.from(kept, (_, column) => column),
    details: {
      dimension,
      columns: kept.length,
      missing_reference: before.missing,
      missing_current: after.missing,
      mismatched_reference: before.mismatched,
      mismatched_current: after.mismatched,
    },
  };
}

function usualLength({ offsets }: VectorRows): number {
  const counts = new Map<number, number>();
  for (let row = 0; row + 1 < offsets.length; row++) {
    const length = offsets[row + 1]! - offsets[row]!;
    if (length > 0) counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  let [usual, most] = [0, 0];
  for (const [length, count] of counts) {
    if (count > most || (count === most && length > usual)) [usual, most] = [length, count];
  }
  return usual;
}

function usableRows({ offsets, values }: VectorRows, dimension: number) {
  const rows: number[] = [];
  let missing = 0;
  let mismatched = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    if (from === to) missing += 1;
    else if (to - from === dimension && values.subarray(from, to).every(Number.isFinite)) rows.push(row);
    else mismatched += 1;
  }
  return { rows, missing, mismatched };
}

interface Scale {
  readonly mean: number;
  /** Population standard deviation; 0 for a dimension that is constant up to float32 rounding. */
  readonly deviation: number;
}

function dimensionScales(
  { offsets, values }: VectorRows,
  rows: readonly number[],
  dimension: number,
): Scale[] {
  const means = new Float64Array(dimension);
  const squares = new Float64Array(dimension);
  for (const row of rows) {
    const from = offsets[row]!;
    for (let index = 0; index < dimension; index++) means[index]! += values[from + index]! / rows.length;
  }
  for (const row of rows) {
    const from = offsets[row]!;
    for (let index = 0; index < dimension; index++) {
      squares[index]! += (values[from + index]! - means[index]!) ** 2 / rows.length;
    }
  }
  return Array.from(means, (mean, index) => {
    const deviation = Math.sqrt(squares[index]!);
    return { mean, deviation: deviation > 1e-7 * Math.abs(mean) ? deviation : 0 };
  });
}
