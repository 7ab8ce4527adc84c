import { gammaln } from 'simple-statistics';

const EPSILON = 1e-16;
const TINY = 1e-300;
// Both expansions settle in about 10·sqrt(a) steps; a is at most a few thousand bins.
const MAX_STEPS = 20_000;

/** lowerSeries is P(a, x) by its power series, quick where x < a + 1. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < MAX_STEPS; k++) {
    term *= x / (a + k);
    sum += term;
    if (term < sum * EPSILON) break;
  }
  return sum * Math.exp(a * Math.log(x) - x - gammaln(a));
}

/** upperFraction is Q(a, x) by Legendre's continued fraction in Lentz's form, quick where x ≥ a + 1. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < MAX_STEPS; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = numerator * d + b;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + numerator / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < EPSILON) break;
  }
  return fraction * Math.exp(a * Math.log(x) - x - gammaln(a));
}

/**
 * upperGamma is the regularised upper incomplete gamma function Q(a, x), a > 0 (Numerical Recipes §6.2).
 * simple-statistics has the logarithm of the gamma function, but of the chi-squared law only a table.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? Math.max(0, 1 - lowerSeries(a, x)) : upperFraction(a, x);
}
