import type { EncodedPair, Matrix } from '../../analyzers/multivariate/matrix.ts';
import { sample } from './recipes.ts';

/** RowsRecipe describes rows that generate-multivariate.py makes in the same way, bit by bit. */
export interface RowsRecipe {
  readonly seed: number;
  readonly n: number;
  readonly width: number;
  /** How much of the first column the second one holds. */
  readonly mix: number;
  /** Added to the first column. */
  readonly shift: number;
}

/** rowsOf makes the rows of a recipe. */
export function rowsOf({ seed, n, width, mix, shift }: RowsRecipe): Matrix {
  const values = sample({ shape: 'bell', seed, n: n * width });
  for (let row = 0; row < n; row++) {
    if (width > 1) values[row * width + 1] = values[row * width + 1]! * 0.5 + values[row * width]! * mix;
    values[row * width]! += shift;
  }
  return { rows: n, width, values };
}

/** columnOf is one column of a matrix. */
export function columnOf({ rows, width, values }: Matrix, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * width + column]!);
}

/** standardised makes a pair of two matrices, each column a feature, by mean and deviation of the reference. */
export function standardised(reference: Matrix, current: Matrix): EncodedPair {
  const { width } = reference;
  const scales = Array.from({ length: width }, (_, column) => {
    const values = columnOf(reference, column);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / values.length) };
  });
  const scaled = (matrix: Matrix): Matrix => ({
    ...matrix,
    values: matrix.values.map(
      (value, at) => (value - scales[at % width]!.mean) / scales[at % width]!.deviation,
    ),
  });
  return {
    reference: scaled(reference),
    current: scaled(current),
    cut: false,
    names: scales.map((_, column) => `c${column}`),
    featureOf: Uint32Array.from(scales, (_, column) => column),
    details: {},
  };
}
