import type { PerformanceMetric } from './metric.ts';

/**
 * accuracy is the share of right predictions. Its standard error is that of the share with one success and one failure
 * added (Agresti and Caffo 2000), so that an all-right window is not taken for certainty.
 */
export const accuracy: PerformanceMetric = {
  id: 'accuracy',
  definition: 'accuracy/1',
  tasks: ['binary', 'multiclass'],
  largerIsBetter: true,
  decay: 'absolute',
  compute({ predictedCode, labelCode }) {
    const n = labelCode.length;
    if (n === 0) return { reason: 'no_labels' };
    let right = 0;
    for (let row = 0; row < n; row++) if (predictedCode[row] === labelCode[row]) right += 1;
    const padded = (right + 1) / (n + 2);
    return { value: right / n, standardError: Math.sqrt((padded * (1 - padded)) / (n + 2)), n };
  },
};
