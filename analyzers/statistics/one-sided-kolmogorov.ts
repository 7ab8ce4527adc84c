import { stirlingError } from './stirling-error.ts';

const DENSE = 4096;

/**
 * oneSidedTail is P(D⁺ ≥ d) for n values, by the Smirnov-Dempster sum Σ_j d/(d + j/n) · Binomial(j; n, d + j/n),
 * each term in Loader's saddle-point form, so that no large logarithms cancel.
 *
 * The terms are a smooth function of j that dies off at both ends, hence beyond `DENSE` values a regular subset of
 * them has the same mean to machine precision; this needs n·d² ≥ 2, which its callers hold to.
 */
export function oneSidedTail(d: number, n: number): number {
  const last = Math.floor(n * (1 - d));
  const stride = n <= DENSE ? 1 : Math.floor(n / 1024);
  const shift = n * d;
  const total = stirlingError(n);
  let sum = Math.exp(n * Math.log1p(-d));
  for (let j = stride; j <= last; j += stride) {
    const rest = n - j;
    if (rest <= shift) break;
    const log =
      total -
      stirlingError(j) -
      stirlingError(rest) +
      (j * Math.log1p(shift / j) - shift) +
      (rest * Math.log1p(-shift / rest) + shift);
    sum += (shift / (shift + j)) * Math.sqrt(n / (2 * Math.PI * j * rest)) * Math.exp(log);
  }
  return Math.min(1, stride * sum);
}
