import type { KernelThis, Rows } from './kernel-this.ts';

/**
 * countsAtMost counts the values of one chunk that are at most one edge; thread.x is the edge, thread.y the chunk of
 * `chunk` values, thread.z the feature. Padding is larger than every edge. Float32: counts are exact; a value within
 * half a float32 step above an edge counts as the edge.
 */
export function countsAtMost(this: KernelThis<{ chunk: number }>, values: Rows, edges: Rows): number {
  const edge = edges[this.thread.z]![this.thread.x]!;
  const first = this.thread.y * this.constants.chunk;
  let count = 0.0;
  for (let step = 0; step < this.constants.chunk; step++) {
    if (values[this.thread.z]![first + step]! <= edge) count = count + 1;
  }
  return count;
}
