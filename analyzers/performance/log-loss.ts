import { meanEstimate } from './mean-estimate.ts';
import type { PerformanceMetric } from './metric.ts';
import { scoredLabels } from './outcomes.ts';

const CLIP = 1e-15;

/** logLoss is the mean of −ln of the probability given to what was true, probabilities clipped at 1e-15. */
export const logLoss: PerformanceMetric = {
  id: 'log_loss',
  definition: 'log_loss/1',
  tasks: ['binary'],
  largerIsBetter: false,
  decay: 'relative',
  compute(outcomes) {
    if (outcomes.labelCode.length === 0) return { reason: 'no_labels' };
    const { score, positive } = scoredLabels(outcomes);
    if (score.length === 0) return { reason: 'no_scores' };
    if (score.some((value) => value < 0 || value > 1)) return { reason: 'score_not_probability' };
    return meanEstimate(
      score.map((value, row) => {
        const clipped = Math.min(1 - CLIP, Math.max(CLIP, value));
        return -Math.log(positive[row] === 1 ? clipped : 1 - clipped);
      }),
    );
  },
};
