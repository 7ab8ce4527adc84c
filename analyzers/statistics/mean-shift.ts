import { Z_95, Z_99 } from './normal-law.ts';
import type { MomentStatistic } from './statistic.ts';
import { studentTwoSidedTail } from './student-law.ts';

/**
 * meanShift is (mean of the current values − mean of the reference) / population standard deviation of the reference;
 * the effect is its absolute value. Both means are in the details.
 *
 * The p-value is that of Welch's test (1947), as scipy.stats.ttest_ind(equal_var=False), and the interval has its
 * standard error. Equal constants give 0; a constant reference against anything else has no unit and so no value, and one
 * single row on a side has no error.
 */
export const meanShift: MomentStatistic = {
  id: 'mean_shift',
  definition: 'mean_shift/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'moments',
  compute({ reference, current, origin, unit, nReference, nCurrent }) {
    const shift = current.mean - reference.mean;
    const details = {
      mean_reference: origin + reference.mean * unit,
      mean_current: origin + current.mean * unit,
    };
    if (!Number.isFinite(reference.second + current.second)) return { reason: 'not_finite' };
    if (reference.second === 0) {
      if (current.second > 0 || shift !== 0) return { reason: 'constant_reference' };
      return { value: 0, effect: 0, pValue: 1, interval: [0, 0], noise95: 0, details };
    }
    if (nReference < 2 || nCurrent < 2) return { reason: 'one_row' };
    const first = reference.second / (nReference - 1);
    const second = current.second / (nCurrent - 1);
    const variance = first + second;
    const freedom =
      (variance * variance) / ((first * first) / (nReference - 1) + (second * second) / (nCurrent - 1));
    const deviation = Math.sqrt(reference.second);
    const value = shift / deviation;
    const error = Math.sqrt(variance) / deviation;
    const effect = Math.abs(value);
    return {
      value,
      effect,
      pValue: studentTwoSidedTail(value / error, freedom),
      interval: [effect - Z_99 * error, effect + Z_99 * error],
      noise95: Z_95 * error,
      details,
    };
  },
};
