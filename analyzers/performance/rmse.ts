import { meanEstimate } from './mean-estimate.ts';
import type { PerformanceMetric } from './metric.ts';
import { predictionErrors } from './outcomes.ts';

/**
 * rmse is the root of the mean squared error, in the unit of the label; its standard error is that of the mean squared
 * error over 2·rmse (delta method), and 0 where every prediction is right.
 */
export const rmse: PerformanceMetric = {
  id: 'rmse',
  definition: 'rmse/1',
  tasks: ['regression'],
  largerIsBetter: false,
  decay: 'relative',
  compute(outcomes) {
    const square = meanEstimate(predictionErrors(outcomes).map((error) => error * error));
    if ('reason' in square) return square;
    const value = Math.sqrt(square.value);
    return { value, standardError: value > 0 ? square.standardError / (2 * value) : 0, n: square.n };
  },
};
