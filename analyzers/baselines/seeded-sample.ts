import type { Random } from '../../domain/index.ts';

/** SAMPLE_LIMIT is the number of sorted values that a baseline keeps per subject. */
export const SAMPLE_LIMIT = 1_000_000;

/** seededRandom gives the same numbers in [0, 1) for the same seed text (mulberry32 over an FNV-1a hash). */
export function seededRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * sampleSorted draws `size` of the ascending values without replacement, in order (Knuth, selection sampling).
 * Because the values are sorted first, the order in which they were read does not matter.
 */
export function sampleSorted(sorted: Float64Array, size: number, random: Random): Float64Array {
  if (sorted.length <= size) return sorted;
  const sample = new Float64Array(size);
  let taken = 0;
  for (let index = 0; taken < size; index += 1) {
    if ((sorted.length - index) * random() < size - taken) {
      sample[taken] = sorted[index]!;
      taken += 1;
    }
  }
  return sample;
}
