import type { KernelThis, Rows } from './kernel-this.ts';

/**
 * ecdfGap gives |F − G| right of one value of the pooled sample, both ascending; thread.x is the place in the pooled
 * sample (reference first), thread.y the feature; `sizes[feature]` is [n, m]. Equal values are counted whole by the two
 * searches, so ties need no care. Float32: 2e-7, and values closer than a float32 step count as equal.
 */
export function ecdfGap(
  this: KernelThis<{ steps: number }>,
  reference: Rows,
  current: Rows,
  sizes: Rows,
): number {
  const feature = this.thread.y;
  const n = sizes[feature]![0]!;
  const m = sizes[feature]![1]!;
  let gap = 0.0;
  if (this.thread.x < n + m) {
    let value = 0.0;
    if (this.thread.x < n) {
      value = reference[feature]![this.thread.x]!;
    } else {
      value = current[feature]![this.thread.x - n]!;
    }
    let lowReference = 0.0;
    let highReference = n;
    let lowCurrent = 0.0;
    let highCurrent = m;
    for (let step = 0; step < this.constants.steps; step++) {
      if (lowReference < highReference) {
        const middle = Math.floor((lowReference + highReference) / 2);
        if (reference[feature]![middle]! <= value) {
          lowReference = middle + 1;
        } else {
          highReference = middle;
        }
      }
      if (lowCurrent < highCurrent) {
        const centre = Math.floor((lowCurrent + highCurrent) / 2);
        if (current[feature]![centre]! <= value) {
          lowCurrent = centre + 1;
        } else {
          highCurrent = centre;
        }
      }
    }
    gap = Math.abs(lowReference / n - lowCurrent / m);
  }
  return gap;
}

/** largestOfChunk is the largest value of one chunk; thread.x is the chunk of `chunk` values, thread.y the row. */
export function largestOfChunk(this: KernelThis<{ chunk: number; length: number }>, values: Rows): number {
  let largest = 0.0;
  for (let step = 0; step < this.constants.chunk; step++) {
    const place = this.thread.x * this.constants.chunk + step;
    if (place < this.constants.length) largest = Math.max(largest, values[this.thread.y]![place]!);
  }
  return largest;
}
