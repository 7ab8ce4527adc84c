import { seededRandom } from '../baselines/seeded-sample.ts';

/**
 * RandomSplits assigns pooled rows to the first side, the observed assignment first, then random ones. Bit `row & 7` of
 * the byte at ((row >> 6) × splits + split) × 8 + ((row >> 3) & 7) says whether the row is on it.
 */
export interface RandomSplits {
  readonly splits: number;
  readonly bits: Uint8Array;
}

/** randomSplits draws `permutations` assignments of `nFirst` of `rows` rows to the first side, the same for a seed. */
export function randomSplits(rows: number, nFirst: number, permutations: number, seed: string): RandomSplits {
  const splits = permutations + 1;
  const bits = new Uint8Array(Math.ceil(rows / 64) * splits * 8);
  const random = seededRandom(seed);
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  for (let split = 0; split < splits; split++) {
    for (let place = 0; place < nFirst; place++) {
      if (split > 0) {
        const other = place + Math.floor(random() * (rows - place));
        [order[place], order[other]] = [order[other]!, order[place]!];
      }
      const row = order[place]!;
      bits[((row >> 6) * splits + split) * 8 + ((row >> 3) & 7)]! |= 1 << (row & 7);
    }
  }
  return { splits, bits };
}
