import type { KernelThis, Rows } from './kernel-this.ts';

/**
 * bootstrapWalk draws both sides of one feature with replacement from its pooled sample and gives their [KS, PSI]: it
 * walks the pooled order, and each row is taken Binomial(draws left, 1 / rows left) times by either side, by inversion.
 * Threads and inputs are those of permutationWalk. Float32: as there, and each probability is off by at most 2e-6.
 */
export function bootstrapWalk(
  this: KernelThis<{ rows: number; floor: number; most: number }>,
  marks: Rows,
  sizes: Rows,
): [number, number] {
  const n = sizes[this.thread.y]![0]!;
  const m = sizes[this.thread.y]![1]!;
  let drawsReference = n;
  let drawsCurrent = m;
  let left = n + m;
  let binReference = 0.0;
  let binCurrent = 0.0;
  let supremum = 0.0;
  let psi = 0.0;
  for (let row = 0; row < this.constants.rows; row++) {
    if (left > 0) {
      for (let side = 0; side < 2; side++) {
        let draws = drawsReference;
        if (side === 1) draws = drawsCurrent;
        let taken = draws;
        if (left > 1.5) {
          const share = 1.0 / left;
          let logMiss = Math.log(1.0 - share);
          if (share < 0.01) logMiss = -share * (1.0 + share * (0.5 + share * (0.3333333 + share * 0.25)));
          let mass = Math.exp(draws * logMiss);
          let uniform = Math.random();
          taken = 0.0;
          for (let step = 0; step < this.constants.most; step++) {
            if (uniform < mass || taken >= draws) break;
            uniform = uniform - mass;
            mass = (mass * (draws - taken)) / ((taken + 1.0) * (left - 1.0));
            taken = taken + 1;
          }
        }
        if (side === 0) {
          drawsReference = drawsReference - taken;
          binReference = binReference + taken;
        } else {
          drawsCurrent = drawsCurrent - taken;
          binCurrent = binCurrent + taken;
        }
      }
      left = left - 1;
      const mark = marks[this.thread.y]![row]!;
      if (mark > 0.5) {
        supremum = Math.max(supremum, Math.abs(drawsReference / n - drawsCurrent / m));
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
