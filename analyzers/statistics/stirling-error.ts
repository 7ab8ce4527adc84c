import { gammaln } from 'simple-statistics';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** stirlingError is ln(k!) minus Stirling's formula √(2πk)(k/e)^k, k ≥ 1. */
export function stirlingError(k: number): number {
  if (k < 16) return gammaln(k + 1) - (k + 0.5) * Math.log(k) + k - HALF_LOG_2PI;
  const square = k * k;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / k;
}
