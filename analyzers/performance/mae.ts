import { meanEstimate } from './mean-estimate.ts';
import type { PerformanceMetric } from './metric.ts';
import { predictionErrors } from './outcomes.ts';

/** mae is the mean absolute error, in the unit of the label. */
export const mae: PerformanceMetric = {
  id: 'mae',
  definition: 'mae/1',
  tasks: ['regression'],
  largerIsBetter: false,
  decay: 'relative',
  compute: (outcomes) => meanEstimate(predictionErrors(outcomes).map(Math.abs)),
};
