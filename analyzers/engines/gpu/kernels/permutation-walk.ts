import type { KernelThis, Rows } from './kernel-this.ts';

/**
 * permutationWalk draws one relabelling of one feature's pooled sample and gives its [KS, PSI]: it walks the pooled order
 * and lets each row fall to the reference with probability (places left) / (rows left), which is the exact permutation
 * law (Knuth, selection sampling). thread.x is the permutation, thread.y the feature. `marks[feature][row]` is 1 at the
 * last row of a group of ties, 2 where a PSI bin ends too; `sizes[feature]` is [n, m]. Random numbers have 24 bits.
 * Float32: counts are exact up to 2^24 rows; KS is off by at most 2e-7, PSI by 2e-6 of its value plus 1e-7.
 */
export function permutationWalk(
  this: KernelThis<{ rows: number; floor: number }>,
  marks: Rows,
  sizes: Rows,
): [number, number] {
  const n = sizes[this.thread.y]![0]!;
  const m = sizes[this.thread.y]![1]!;
  let places = n;
  let left = n + m;
  let reference = 0.0;
  let current = 0.0;
  let binReference = 0.0;
  let binCurrent = 0.0;
  let supremum = 0.0;
  let psi = 0.0;
  for (let row = 0; row < this.constants.rows; row++) {
    if (left > 0) {
      if (Math.random() * left < places) {
        places = places - 1;
        reference = reference + 1;
        binReference = binReference + 1;
      } else {
        current = current + 1;
        binCurrent = binCurrent + 1;
      }
      left = left - 1;
      const mark = marks[this.thread.y]![row]!;
      if (mark > 0.5) {
        supremum = Math.max(supremum, Math.abs(reference / n - current / m));
      }
      if (mark > 1.5) {
        const p = Math.max(binReference / n, this.constants.floor);
        const q = Math.max(binCurrent / m, this.constants.floor);
        psi = psi + (q - p) * Math.log(q / p);
        binReference = 0.0;
        binCurrent = 0.0;
      }
    }
  }
  return [supremum, psi];
}
