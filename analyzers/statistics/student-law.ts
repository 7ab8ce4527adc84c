import { gammaln } from 'simple-statistics';

const TINY = 1e-300;
const EPSILON = 4e-16;
// The fraction settles in about √a steps; a is half the degrees of freedom.
const MAX_STEPS = 20_000;

/** betaFraction is the continued fraction of the incomplete beta function, quick where x < (a + 1)/(a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < TINY ? TINY : d);
  let fraction = d;
  const advance = (numerator: number): number => {
    d = 1 + numerator * d;
    c = 1 + numerator / c;
    d = 1 / (Math.abs(d) < TINY ? TINY : d);
    if (Math.abs(c) < TINY) c = TINY;
    fraction *= d * c;
    return d * c;
  };
  for (let k = 1; k < MAX_STEPS; k++) {
    advance((k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k)));
    const step = advance((-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1)));
    if (Math.abs(step - 1) < EPSILON) break;
  }
  return fraction;
}

/**
 * studentTwoSidedTail is P(|T| ≥ |t|) for real degrees of freedom, the incomplete beta function I_x(ν/2, 1/2) at
 * x = ν/(ν + t²) (Numerical Recipes §6.4), accurate far into the tail.
 */
export function studentTwoSidedTail(t: number, degreesOfFreedom: number): number {
  const square = t * t;
  if (square === 0) return 1;
  if (square === Number.POSITIVE_INFINITY) return 0;
  const a = degreesOfFreedom / 2;
  const b = 0.5;
  const x = degreesOfFreedom / (degreesOfFreedom + square);
  const rest = square / (degreesOfFreedom + square);
  const front = Math.exp(
    gammaln(a + b) - gammaln(a) - gammaln(b) - a * Math.log1p(square / degreesOfFreedom) + b * Math.log(rest),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : Math.max(0, 1 - (front * betaFraction(rest, b, a)) / b);
}
