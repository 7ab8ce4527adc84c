import { CRAMER_VON_MISES_LAW, quadraticFormTail } from './quadratic-form-law.ts';
import type { SquaredStatistic } from './statistic.ts';

// The point that the limiting law exceeds with probability 0.05 (Anderson and Darling 1952).
const LIMIT_95 = 0.46136;

/**
 * cramerVonMises is the two-sample criterion T = nm/(n + m) · mean of (F − G)² over the pooled values (Anderson 1962);
 * the effect is √(mean of (F − G)²), 0 to 1, which does not grow with the rows. Equal samples, constants included, give 0.
 *
 * Without ties T and its p-value are those of scipy.stats.cramervonmises_2samp(method='asymptotic'): the limiting law at
 * a T that is corrected to its exact mean and variance (Anderson 1962, equation 15). With ties the test is conservative,
 * where the ranks of scipy grow with the ties of sides of different size.
 */
export const cramerVonMises: SquaredStatistic = {
  id: 'cramer_von_mises',
  definition: 'cramer_von_mises/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'squares',
  compute({ meanSquare, nReference: n, nCurrent: m }) {
    const rows = n + m;
    const pairs = n * m;
    const value = (pairs / rows) * meanSquare;
    const mean = (1 + 1 / rows) / 6;
    const variance =
      ((rows + 1) * (4 * pairs * rows - 3 * (n * n + m * m) - 2 * pairs)) / (180 * rows * rows * pairs);
    // Two rows against none other leave a variance of zero: nothing can be shown.
    const corrected = variance > 0 ? 1 / 6 + (value - mean) / Math.sqrt(45 * variance) : 0;
    return {
      value,
      effect: Math.sqrt(meanSquare),
      pValue: quadraticFormTail(corrected, CRAMER_VON_MISES_LAW),
      noise95: Math.min(1, Math.sqrt(LIMIT_95 * (1 / n + 1 / m))),
      details: {},
    };
  },
};
