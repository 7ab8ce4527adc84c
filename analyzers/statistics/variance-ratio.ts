import { Z_95, Z_99 } from './normal-law.ts';
import type { MomentPair, MomentStatistic, Moments } from './statistic.ts';
import { studentTwoSidedTail } from './student-law.ts';

// A current side that became constant has a logarithm all the same: its variance counts as this share of the reference's.
const FLOOR = 1e-24;

/** logVariance is the logarithm of s² (n − 1 in the denominator), relative to `unit`. */
function logVariance({ second }: Moments, n: number, unit: number): number {
  return Math.log(Math.max((second * n) / (n - 1) / unit, FLOOR));
}

/** brownForsythe is the p-value of the t test of equal mean absolute deviations from the median (1974). */
function brownForsythe({ reference, current, nReference: n, nCurrent: m }: MomentPair): number {
  const squaresOf = ({ second, mean, median, absolute }: Moments): number =>
    second + (mean - median) ** 2 - absolute * absolute;
  const difference = current.absolute - reference.absolute;
  if (difference === 0) return 1;
  const variance = Math.max(0, n * squaresOf(reference) + m * squaresOf(current)) / (n + m - 2);
  return studentTwoSidedTail(difference / Math.sqrt(variance * (1 / n + 1 / m)), n + m - 2);
}

/**
 * varianceRatio is s² of the current values over s² of the reference; the effect is the absolute value of its logarithm,
 * so that half and double are equally far. The standard deviations are in the details.
 *
 * The p-value is that of the test of Brown and Forsythe (1974), as scipy.stats.levene(center='median'), because tests of
 * the variances themselves take heavy tails for drift. The interval and the noise have the standard error of Layard (1973),
 * Var(ln s²) = (κ − (n − 3)/(n − 1))/n with the kurtosis κ pooled over both sides, which is too small for a feature
 * without a fourth moment. Equal constants give 1, a constant reference against anything else has no value, a window that
 * became constant has the ratio 0 and an effect of ln 1e24, and one single row on a side has no variance.
 */
export const varianceRatio: MomentStatistic = {
  id: 'variance_ratio',
  definition: 'variance_ratio/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'moments',
  compute(pair) {
    const { reference, current, unit, nReference: n, nCurrent: m } = pair;
    const details = {
      deviation_reference: Math.sqrt(reference.second) * unit,
      deviation_current: Math.sqrt(current.second) * unit,
    };
    if (!Number.isFinite(reference.second + current.second)) return { reason: 'not_finite' };
    if (n < 2 || m < 2) return { reason: 'one_row' };
    if (reference.second === 0) {
      if (current.second > 0) return { reason: 'constant_reference' };
      return { value: 1, effect: 0, pValue: 1, interval: [0, 0], noise95: 0, details };
    }
    const ratio = logVariance(current, m, reference.second) - logVariance(reference, n, reference.second);
    const squares = n * reference.second + m * current.second;
    const kurtosis = ((n + m) * (n * reference.fourth + m * current.fourth)) / (squares * squares);
    const errorOf = (rows: number): number => Math.max(0, kurtosis - (rows - 3) / (rows - 1)) / rows;
    const error = Math.sqrt(errorOf(n) + errorOf(m));
    const effect = Math.abs(ratio);
    return {
      value: (current.second * m * (n - 1)) / (reference.second * n * (m - 1)),
      effect,
      pValue: brownForsythe(pair),
      interval: [effect - Z_99 * error, effect + Z_99 * error],
      noise95: Z_95 * error,
      details,
    };
  },
};
