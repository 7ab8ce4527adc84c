import type { PerformanceMetric } from './metric.ts';
import { scoredLabels } from './outcomes.ts';

/** placements gives for each value of `these` the share of `those` below it, ties counting half; both ascend. */
function placements(these: Float64Array, those: Float64Array): Float64Array {
  let below = 0;
  let upTo = 0;
  return these.map((value) => {
    while (below < those.length && those[below]! < value) below += 1;
    while (upTo < those.length && those[upTo]! <= value) upTo += 1;
    return (below + upTo) / (2 * those.length);
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanVariance(values: Float64Array): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return squares / (values.length - 1) / values.length;
}

/**
 * rocAuc is the probability that a positive row scores above a negative one, ties counting half. Its standard error is
 * that of DeLong, DeLong and Clarke-Pearson (1988), from the placements of the positives and of the negatives.
 */
export const rocAuc: PerformanceMetric = {
  id: 'roc_auc',
  definition: 'roc_auc/1',
  tasks: ['binary'],
  largerIsBetter: true,
  decay: 'absolute',
  compute(outcomes) {
    if (outcomes.labelCode.length === 0) return { reason: 'no_labels' };
    const { score, positive } = scoredLabels(outcomes);
    if (score.length === 0) return { reason: 'no_scores' };
    const positives = score.filter((_, row) => positive[row] === 1).sort();
    const negatives = score.filter((_, row) => positive[row] === 0).sort();
    if (positives.length < 2 || negatives.length < 2) return { reason: 'one_class' };
    const above = placements(positives, negatives);
    const below = placements(negatives, positives);
    return {
      value: mean(above),
      standardError: Math.sqrt(meanVariance(above) + meanVariance(below)),
      n: score.length,
    };
  },
};
