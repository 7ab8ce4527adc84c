/** Matrix is numbers row after row. */
export interface Matrix {
  readonly rows: number;
  readonly width: number;
  /** Length rows × width. */
  readonly values: Float64Array;
}

/** EncodedPair is both sides of a comparison on the same columns, standardised on the reference. */
export interface EncodedPair {
  readonly reference: Matrix;
  readonly current: Matrix;
  /** The features, or the dimensions of an embedding, that contributions are told of. */
  readonly names: readonly string[];
  /** Index of the feature that each column belongs to. */
  readonly featureOf: Uint32Array;
  /** Rows were left out to bound the memory. */
  readonly cut: boolean;
  readonly details: Readonly<Record<string, number>>;
}

/** firstRows is a copy of the first rows of a matrix. A sample is in random order, so they are a sample too. */
export function firstRows(matrix: Matrix, rows: number): Matrix {
  if (rows >= matrix.rows) return matrix;
  return { rows, width: matrix.width, values: matrix.values.slice(0, rows * matrix.width) };
}

/** CLIP bounds a standardised value: whatever lies further out is far away, and its square must stay finite. */
const CLIP = 100;

/** clipped keeps a standardised value within ±100. */
export function clipped(value: number): number {
  return Math.max(-CLIP, Math.min(CLIP, value));
}
