import { upperGamma } from './incomplete-gamma.ts';

/** Z_99 is the standard normal quantile of a two-sided 99 % interval; `probit` of simple-statistics has 3 digits. */
export const Z_99 = 2.5758293035489004;

/** Z_95 is the standard normal quantile of a two-sided 95 % interval. */
export const Z_95 = 1.959963984540054;

/** normalTwoSidedTail is P(|Z| ≥ |z|), accurate far into the tail. */
export function normalTwoSidedTail(z: number): number {
  return upperGamma(0.5, (z * z) / 2);
}
