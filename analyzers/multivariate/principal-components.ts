import type { Matrix } from './matrix.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Components are the leading principal components of a matrix. */
export interface Components {
  /** Mean of each column. */
  readonly centre: Float64Array;
  /** Orthonormal rows, `count` × width. */
  readonly vectors: Float64Array;
  readonly count: number;
  /** Share of the variance that they explain; 0 when there is none. */
  readonly explained: number;
}

/** A component with less than this share of the variance is rounding. */
const NO_VARIANCE = 1e-12;

/**
 * principalComponents takes as many components as explain at least `share` of the variance, but always one fewer than
 * there are columns: with all of them nothing would be left to reconstruct. With fewer rows than columns the matrix of
 * inner products of the rows is decomposed instead, which has the same values.
 */
export function principalComponents(matrix: Matrix, share: number): Components {
  const { rows, width } = matrix;
  const { centred, centre } = centredRows(matrix);
  const dual = rows < width;
  const size = dual ? rows : width;
  const { values, vectors } = symmetricEigen(dual ? rowProducts(centred) : columnProducts(centred), size);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let count = 0;
  let explained = 0;
  while (total > 0 && count < Math.min(size, width - 1) && explained < share) {
    if (values[count]! <= NO_VARIANCE * total) break;
    explained += values[count]! / total;
    count += 1;
  }
  const leading = vectors.subarray(0, count * size);
  return {
    centre,
    count,
    explained,
    vectors: dual ? columnVectors(centred, leading, values, count) : leading.slice(),
  };
}

function centredRows({ rows, width, values }: Matrix) {
  const centre = new Float64Array(width);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) centre[column]! += values[at++]! / rows;
  }
  const centred = new Float64Array(rows * width);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < width; column++, at++) centred[at] = values[at]! - centre[column]!;
  }
  return { centre, centred: { rows, width, values: centred } };
}

/** columnProducts is XᵀX. */
function columnProducts({ rows, width, values }: Matrix): Float64Array {
  const products = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    for (let i = 0; i < width; i++) {
      const value = values[from + i]!;
      if (value === 0) continue;
      for (let j = 0; j <= i; j++) products[i * width + j]! += value * values[from + j]!;
    }
  }
  return mirrored(products, width);
}

/** rowProducts is XXᵀ. */
function rowProducts({ rows, width, values }: Matrix): Float64Array {
  const products = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let column = 0; column < width; column++)
        sum += values[i * width + column]! * values[j * width + column]!;
      products[i * rows + j] = sum;
    }
  }
  return mirrored(products, rows);
}

function mirrored(matrix: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j]!;
  return matrix;
}

/** columnVectors turns eigenvectors u of XXᵀ into those of XᵀX: Xᵀu / √λ. */
function columnVectors(
  { rows, width, values }: Matrix,
  vectors: Float64Array,
  eigenvalues: Float64Array,
  count: number,
): Float64Array {
  const result = new Float64Array(count * width);
  for (let component = 0; component < count; component++) {
    const scale = 1 / Math.sqrt(eigenvalues[component]!);
    for (let row = 0; row < rows; row++) {
      const weight = scale * vectors[component * rows + row]!;
      for (let column = 0; column < width; column++) {
        result[component * width + column]! += weight * values[row * width + column]!;
      }
    }
  }
  return result;
}
