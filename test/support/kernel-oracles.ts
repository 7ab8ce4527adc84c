import type { PairwiseJob, Relabellings } from '../../analyzers/engines/gpu/pairwise-job.ts';
import type { Random } from '../../domain/index.ts';

/** pcgStream gives the random numbers that a kernel's thread draws: PCG RXS-M-XS, the top 24 bits. */
export function pcgStream(seed: number, thread: number): Random {
  const step = (state: number) => (Math.imul(state, 747_796_405) + 2_891_336_453) >>> 0;
  let state = step((seed + Math.imul(thread, 2_654_435_769)) >>> 0);
  return () => {
    state = step(state);
    const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277_803_737) >>> 0;
    return (((word >>> 22) ^ word) >>> 8) / 16_777_216;
  };
}

/** withRandom runs something in which Math.random is another stream. */
export function withRandom<T>(random: Random, run: () => T): T {
  const { random: original } = Math;
  Math.random = random;
  try {
    return run();
  } finally {
    Math.random = original;
  }
}

/** normalValues are seeded draws of the standard normal distribution (Box and Muller). */
export function normalValues(random: Random, count: number): Float64Array {
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** relabellings assigns rows to the reference, first as observed and then at random. */
export function relabellings(
  rows: number,
  nReference: number,
  permutations: number,
  random: Random,
): Relabellings {
  const splits = permutations + 1;
  const bits = new Uint8Array(Math.ceil(rows / 64) * splits * 8);
  for (let split = 0; split < splits; split++) {
    let places = nReference;
    for (let row = 0; row < rows; row++) {
      const taken = split === 0 ? row < nReference : random() * (rows - row) < places;
      if (!taken) continue;
      places -= 1;
      bits[((row >> 6) * splits + split) * 8 + ((row >> 3) & 7)]! |= 1 << (row & 7);
    }
  }
  return { splits, bits };
}

/** pairwiseOracle is the statistic of one relabelling by a double loop in float64. */
export function pairwiseOracle(job: PairwiseJob, split: number): number {
  const { points, width, nReference: n, nCurrent: m, kernel, bandwidth } = job;
  const { splits, bits } = job.relabellings;
  const inReference = (row: number) =>
    (bits[((row >> 6) * splits + split) * 8 + ((row >> 3) & 7)]! >> (row & 7)) & 1;
  let value = 0;
  for (let i = 0; i < n + m; i++) {
    for (let j = 0; j < n + m; j++) {
      if (i === j) continue;
      let squared = 0;
      for (let k = 0; k < width; k++) squared += (points[i * width + k]! - points[j * width + k]!) ** 2;
      const similarity = kernel === 'rbf' ? Math.exp(-squared / (2 * bandwidth ** 2)) : -Math.sqrt(squared);
      const both = inReference(i) + inReference(j);
      if (both === 2) value += similarity / (n * (n - 1));
      else if (both === 0) value += similarity / (m * (m - 1));
      else value -= similarity / (n * m);
    }
  }
  return value;
}

/**
 * permutedCounts draws the counts of the reference under a random relabelling from the pooled counts of the bins
 * (multivariate hypergeometric, one bin after the other by its own sequential draws).
 */
export function permutedCounts(pooled: readonly number[], nReference: number, random: Random): number[] {
  let left = pooled.reduce((sum, count) => sum + count, 0);
  let places = nReference;
  return pooled.map((count) => {
    let taken = 0;
    for (let row = 0; row < count; row++) {
      if (random() * left < places) {
        taken += 1;
        places -= 1;
      }
      left -= 1;
    }
    return taken;
  });
}
