import type { Random } from '../domain/index.ts';

const FIRST_MS = 100;
const LONGEST_MS = 30_000;

/** retryDelay is the pause before repeating after failed attempt n (from 0): 100 ms doubling to 30 s, full jitter. */
export function retryDelay(attempt: number, random: Random): number {
  return Math.ceil(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 30)));
}
