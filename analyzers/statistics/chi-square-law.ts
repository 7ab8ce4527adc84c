import { upperGamma } from './incomplete-gamma.ts';

/** chiSquareTail is P(χ² ≥ value) for the degrees of freedom; with none, a single bin, it is 1. */
export function chiSquareTail(value: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom <= 0) return 1;
  return upperGamma(degreesOfFreedom / 2, value / 2);
}

const points = new Map<number, number>();

/** chiSquarePoint95 is the value that χ² exceeds with probability 0.05; 0 without degrees of freedom. */
export function chiSquarePoint95(degreesOfFreedom: number): number {
  if (degreesOfFreedom <= 0) return 0;
  const known = points.get(degreesOfFreedom);
  if (known !== undefined) return known;
  let low = 0;
  let high = degreesOfFreedom + 4 * Math.sqrt(2 * degreesOfFreedom) + 10;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle, degreesOfFreedom) > 0.05) low = middle;
    else high = middle;
  }
  points.set(degreesOfFreedom, high);
  return high;
}
