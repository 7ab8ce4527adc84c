import { chiSquarePoint95, chiSquareTail } from './chi-square-law.ts';
import { harmonic, harmonicOfSquares } from './harmonic-numbers.ts';
import { ANDERSON_DARLING_LAW, quadraticFormTail } from './quadratic-form-law.ts';
import type { SquaredStatistic } from './statistic.ts';

// The point that the limiting law exceeds with probability 0.05, and the variance of that law.
const LIMIT_95 = 2.49237;
const LIMIT_VARIANCE = (2 * (Math.PI ** 2 - 9)) / 3;
/** Share of the pooled values at one value from which the law of continuous values no longer holds. */
const MANY_TIES = 0.05;

/**
 * exactVariance is the variance of A² for two samples of n and m values, at least four together, under the hypothesis
 * (Scholz and Stephens 1987, equation 4). Its double sum Σ_{i<j} 1/((N − i)j) is H₂(N) − (2 H(N − 1) + 1/N)/N.
 */
function exactVariance(n: number, m: number): number {
  const rows = n + m;
  const inverse = 1 / n + 1 / m;
  const h = harmonic(rows - 1);
  const g = harmonicOfSquares(rows) - (2 * h + 1 / rows) / rows;
  const a = 4 * g - 6 + (10 - 6 * g) * inverse;
  const b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * inverse + 4 * h;
  const d = 4 * (2 * h + 6) - 8 * h;
  return (((a * rows + b) * rows + c) * rows + d) / ((rows - 1) * (rows - 2) * (rows - 3));
}

/**
 * andersonDarling is the two-sample A² in its midrank version (Scholz and Stephens 1987, equation 7): the squared gap of
 * the distribution functions in units of its own variance, so that the tails weigh as much as the middle. The effect is
 * √(A²·(n + m)/(nm)), which does not grow with the rows. Equal samples, constants included, give 0.
 *
 * The detail `standardised` is the statistic of scipy.stats.anderson_ksamp(midrank=True). The p-value is that of the
 * limiting law at the same number of standard deviations; scipy interpolates a table between 0.001 and 0.25. When one
 * value has 5 % of the rows the law depends on the ties, and the p-value is its upper bound P(χ²₁ ≥ A²), the largest that
 * any quadratic form of mean 1 has beyond 1.54 (Székely and Bakirov 2003).
 */
export const andersonDarling: SquaredStatistic = {
  id: 'anderson_darling',
  definition: 'anderson_darling/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'squares',
  compute({ andersonDarling: value, largestTie, nReference: n, nCurrent: m }) {
    const scale = 1 / n + 1 / m;
    // Three values have no variance in the formula, and nothing can be shown with them.
    const standardised = n + m > 3 ? (value - 1) / Math.sqrt(exactVariance(n, m)) : -1;
    const tied = largestTie >= MANY_TIES;
    const corrected = 1 + standardised * Math.sqrt(LIMIT_VARIANCE);
    return {
      value,
      effect: Math.sqrt(value * scale),
      pValue: tied ? chiSquareTail(value, 1) : quadraticFormTail(corrected, ANDERSON_DARLING_LAW),
      noise95: Math.sqrt((tied ? chiSquarePoint95(1) : LIMIT_95) * scale),
      details: { standardised },
    };
  },
};
