import { durbinDistribution } from './durbin-matrix.ts';
import { oneSidedTail } from './one-sided-kolmogorov.ts';

const PI2 = Math.PI ** 2;
const PI4 = PI2 ** 2;
const PI6 = PI2 ** 3;
// Beyond it the matrix powers would need scaling, and the expansion is within 1e-7 in the one region that they serve.
const DURBIN_MAX_N = 500;
const SQRT_2PI = Math.sqrt(2 * Math.PI);

/** pelzGoodDistribution is P(D_n ≤ d) by the expansion of Pelz and Good (1976) up to the order n^-3/2. */
function pelzGoodDistribution(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const exponent = -PI2 / (8 * z2);
  if (exponent < -700) return 0;
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  for (let k = Math.ceil((16 * z) / Math.PI); k >= 1; k--) {
    const odd2 = (2 * k - 1) ** 2;
    const odd4 = odd2 * odd2;
    const weight = Math.exp(exponent * odd2);
    k0 += weight;
    k1 += weight * (-z2 + (PI2 / 4) * odd2);
    k2 +=
      weight * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * PI2 * odd2) / 4 + (PI4 * (1 - 2 * z2) * odd4) / 16);
    k3 +=
      weight *
      (-30 * z6 -
        90 * z4 * z4 +
        (PI2 * (135 * z4 - 96 * z6) * odd2) / 4 +
        (PI4 * (212 * z4 - 60 * z2) * odd4) / 16 +
        (PI6 * odd4 * odd2 * (5 - 30 * z2)) / 64);
    const even2 = k * k;
    const evenWeight = Math.exp(4 * exponent * even2) * even2 * PI2;
    k2 -= 2 * z4 * evenWeight;
    k3 += 30 * z4 * (3 * z2 - PI2 * even2) * evenWeight;
  }
  const root = Math.sqrt(n);
  return (
    SQRT_2PI * (k0 / z + k1 / (6 * z4 * root) + k2 / (72 * z6 * z * n) + k3 / (6480 * z6 * z4 * n * root))
  );
}

/**
 * kolmogorovTail is P(D_n ≥ d) of the two-sided one-sample Kolmogorov statistic of n values, with the division of labour
 * of Simard and L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov Distribution", J. Stat. Soft. 39 (2011).
 */
export function kolmogorovTail(d: number, n: number): number {
  const scaled = n * d;
  if (d >= 1) return 0;
  if (scaled <= 0.5) return 1;
  if (scaled >= n - 1) return 2 * (1 - d) ** n;
  const evidence = scaled * d;
  if (evidence >= 370) return 0;
  if (d >= 0.5 || evidence >= (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * oneSidedTail(d, n));
  const exact = n <= 140 || (n <= DURBIN_MAX_N && n * d ** 1.5 <= 1.4);
  const below = exact ? durbinDistribution(d, n) : pelzGoodDistribution(d, n);
  return Math.min(1, Math.max(0, 1 - below));
}
