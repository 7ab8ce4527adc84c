import type { PerformanceMetric } from './metric.ts';
import { countConfusion } from './outcomes.ts';

/**
 * f1 is 2·TP / (2·TP + FP + FN) of the positive class. Its standard error follows from the influence of each row on this
 * ratio: 2 − 2·F for a true positive, −F for either error, over the mean of the denominator (delta method).
 */
export const f1: PerformanceMetric = {
  id: 'f1',
  definition: 'f1/1',
  tasks: ['binary'],
  largerIsBetter: true,
  decay: 'absolute',
  compute(outcomes) {
    const n = outcomes.labelCode.length;
    if (n === 0) return { reason: 'no_labels' };
    const { truePositives, falsePositives, falseNegatives } = countConfusion(outcomes);
    const errors = falsePositives + falseNegatives;
    const denominator = 2 * truePositives + errors;
    if (denominator === 0) return { reason: 'no_positives' };
    const value = (2 * truePositives) / denominator;
    const squares = truePositives * (2 - 2 * value) ** 2 + errors * value ** 2;
    return { value, standardError: Math.sqrt(squares) / denominator, n };
  },
};
