import type { Matrix } from './matrix.ts';

/** MEDIAN_ROWS are those whose pairwise distances give the median. */
export const MEDIAN_ROWS = 1000;

/** squaredDistance is the squared Euclidean distance of row i of one row-major matrix and row j of another. */
export function squaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  width: number,
): number {
  let sum = 0;
  for (let from = i * width, other = j * width, end = from + width; from < end; from++, other++) {
    const step = a[from]! - b[other]!;
    sum += step * step;
  }
  return sum;
}

/**
 * medianDistance is the bandwidth σ of the kernel exp(−‖x − y‖² / 2σ²): the median Euclidean distance between two rows
 * of the reference, over its first 1,000 rows (Gretton et al. 2012, section 8). Where half of the distances are zero, the
 * mean stands in; 0 when all rows are equal.
 */
export function medianDistance({ rows, width, values }: Matrix): number {
  const count = Math.min(rows, MEDIAN_ROWS);
  const distances = new Float64Array((count * (count - 1)) / 2);
  let next = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) distances[next++] = Math.sqrt(squaredDistance(values, i, values, j, width));
  }
  if (next === 0) return 0;
  distances.sort();
  const median = (distances[(next - 1) >> 1]! + distances[next >> 1]!) / 2;
  return median > 0 ? median : distances.reduce((sum, distance) => sum + distance / next, 0);
}
