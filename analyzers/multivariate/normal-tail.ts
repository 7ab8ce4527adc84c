import { normalTwoSidedTail } from '../statistics/normal-law.ts';

/** Z_ONE_SIDED_95 is the standard normal 95 % quantile. */
export const Z_ONE_SIDED_95 = 1.6448536269514722;

/** normalUpperTail is P(Z ≥ z), accurate far into the upper tail. */
export function normalUpperTail(z: number): number {
  const half = normalTwoSidedTail(z) / 2;
  return z >= 0 ? half : 1 - half;
}
