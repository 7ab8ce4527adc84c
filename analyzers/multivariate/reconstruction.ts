import type { EncodedPair, Matrix } from './matrix.ts';
import { type Components, principalComponents } from './principal-components.ts';

/** ReconstructionJob asks how well the components of one half of the reference reconstruct its other half and the window. */
export type ReconstructionJob = Pick<EncodedPair, 'reference' | 'current' | 'featureOf'> & {
  readonly features: number;
  /** Share of the variance that the components must explain. */
  readonly share: number;
};

/** Residuals are the residual norms of one side. */
export interface Residuals {
  readonly rows: number;
  readonly mean: number;
  /** Sample variance, n − 1. */
  readonly variance: number;
  /** Mean squared residual per feature. */
  readonly byFeature: Float64Array;
}

/** Reconstruction is the residuals of both sides under the same components. */
export interface Reconstruction {
  readonly components: number;
  readonly explained: number;
  readonly reference: Residuals;
  readonly current: Residuals;
}

/** Rows that fit the components where there are more columns than that: the decomposition grows with the cube. */
const WIDE_FIT_ROWS = 1000;

/**
 * reconstruction fits the components on the even rows of the reference and measures the residual norm ‖z − VVᵀz‖ of its
 * odd rows and of the window's rows. Rows that fitted the components would be reconstructed better than any others, so a
 * window without drift would look worse than the reference; this way both sides are new to the components.
 */
export function reconstruction({
  reference,
  current,
  featureOf,
  features,
  share,
}: ReconstructionJob): Reconstruction {
  const most = reference.width > WIDE_FIT_ROWS ? WIDE_FIT_ROWS : Number.POSITIVE_INFINITY;
  const fitted = everyOther(reference, 0, most);
  const held = everyOther(reference, 1, Number.POSITIVE_INFINITY);
  const components = principalComponents(fitted, share);
  return {
    components: components.count,
    explained: components.explained,
    reference: residualsOf(held, components, featureOf, features),
    current: residualsOf(current, components, featureOf, features),
  };
}

function everyOther({ rows, width, values }: Matrix, first: number, most: number): Matrix {
  const count = Math.min(most, Math.ceil((rows - first) / 2));
  const half = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const from = (2 * row + first) * width;
    half.set(values.subarray(from, from + width), row * width);
  }
  return { rows: count, width, values: half };
}

function residualsOf(
  { rows, width, values }: Matrix,
  { centre, vectors, count }: Components,
  featureOf: Uint32Array,
  features: number,
): Residuals {
  const byFeature = new Float64Array(features);
  const rest = new Float64Array(width);
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++)
      rest[column] = values[row * width + column]! - centre[column]!;
    for (let component = 0; component < count; component++) {
      const from = component * width;
      let score = 0;
      for (let column = 0; column < width; column++) score += rest[column]! * vectors[from + column]!;
      for (let column = 0; column < width; column++) rest[column]! -= score * vectors[from + column]!;
    }
    let squared = 0;
    for (let column = 0; column < width; column++) {
      const square = rest[column]! * rest[column]!;
      squared += square;
      byFeature[featureOf[column]!]! += square / rows;
    }
    const step = Math.sqrt(squared) - mean;
    mean += step / (row + 1);
    squares += step * (Math.sqrt(squared) - mean);
  }
  return { rows, mean, variance: rows > 1 ? squares / (rows - 1) : 0, byFeature };
}
