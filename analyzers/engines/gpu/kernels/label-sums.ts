import type { KernelThis, Rows } from './kernel-this.ts';

/**
 * labelSums gives s'Ks of one tile K for a block of its rows and one relabelling s of zeros and ones; thread.x is the
 * relabelling, thread.y the block of `block` rows. `labels[point][relabelling]` covers whole tiles of points.
 * Float32: `tile` terms per row, then `block` rows; the host adds the blocks in float64.
 */
export function labelSums(
  this: KernelThis<{ labels: Rows; tile: number; block: number }>,
  matrix: Rows,
  firstRow: number,
  firstColumn: number,
): number {
  let total = 0.0;
  for (let step = 0; step < this.constants.block; step++) {
    const row = this.thread.y * this.constants.block + step;
    let sum = 0.0;
    for (let column = 0; column < this.constants.tile; column++) {
      sum = sum + matrix[row]![column]! * this.constants.labels[firstColumn + column]![this.thread.x]!;
    }
    total = total + sum * this.constants.labels[firstRow + row]![this.thread.x]!;
  }
  return total;
}
