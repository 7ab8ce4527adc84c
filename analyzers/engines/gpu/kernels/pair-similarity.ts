import type { KernelThis, Rows } from './kernel-this.ts';

/** SimilarityConstants are the points and the kernel over them: kind 0 is exp(-gamma d²), kind 1 is -d. */
export interface SimilarityConstants {
  readonly points: Rows;
  readonly count: number;
  readonly dimension: number;
  readonly kind: number;
  readonly gamma: number;
  /** Subtracted from every value; the statistics do not change, and float32 sums of smaller terms err less. */
  readonly shift: number;
  readonly tile: number;
}

/**
 * similarityTile gives one tile of the pairwise matrix, 0 on its diagonal and beyond the last point; thread.x is the
 * column, thread.y the row. Float32: a value errs by at most 1e-6 for standardised points of up to 256 dimensions.
 */
export function similarityTile(
  this: KernelThis<SimilarityConstants>,
  firstRow: number,
  firstColumn: number,
): number {
  const row = firstRow + this.thread.y;
  const column = firstColumn + this.thread.x;
  let value = 0.0;
  if (row < this.constants.count && column < this.constants.count && row !== column) {
    let squared = 0.0;
    for (let axis = 0; axis < this.constants.dimension; axis++) {
      const difference = this.constants.points[row]![axis]! - this.constants.points[column]![axis]!;
      squared = squared + difference * difference;
    }
    if (this.constants.kind > 0.5) {
      value = -Math.sqrt(squared) - this.constants.shift;
    } else {
      value = Math.exp(-this.constants.gamma * squared) - this.constants.shift;
    }
  }
  return value;
}

/**
 * similaritySums gives the sum of a row of the pairwise matrix over one chunk of columns; thread.x is the row, thread.y
 * the chunk of `tile` columns. Float32: at most 4,096 terms are summed here, the host adds the chunks in float64.
 */
export function similaritySums(this: KernelThis<SimilarityConstants>, firstRow: number): number {
  const row = firstRow + this.thread.x;
  const firstColumn = this.thread.y * this.constants.tile;
  let sum = 0.0;
  for (let step = 0; step < this.constants.tile; step++) {
    const column = firstColumn + step;
    if (row < this.constants.count && column < this.constants.count && row !== column) {
      let squared = 0.0;
      let value = 0.0;
      for (let axis = 0; axis < this.constants.dimension; axis++) {
        const difference = this.constants.points[row]![axis]! - this.constants.points[column]![axis]!;
        squared = squared + difference * difference;
      }
      if (this.constants.kind > 0.5) {
        value = -Math.sqrt(squared) - this.constants.shift;
      } else {
        value = Math.exp(-this.constants.gamma * squared) - this.constants.shift;
      }
      sum = sum + value;
    }
  }
  return sum;
}
