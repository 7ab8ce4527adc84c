import type { BaselineMetric, Measurement } from '../../domain/index.ts';
import type { UnmeasuredReason } from '../statistics/measured.ts';
import { normalTwoSidedTail, Z_99 } from '../statistics/normal-law.ts';
import type { MetricEstimate, PerformanceMetric } from './metric.ts';

/** Decay is how much worse a metric is than its baseline; negative when it is better. */
export type Decay = Pick<Measurement, 'effect' | 'interval' | 'pValue'> & {
  /** Current minus baseline, whatever the direction. */
  readonly difference: number;
};

/**
 * decay compares two independent estimates. The effect is the loss in the metric's bad direction, as a share of the
 * baseline for relative metrics, with its two-sided 99 % interval (for a ratio by the delta method); the p-value is the
 * two-sided z-test of the difference. Two estimates without spread differ for certain or not at all.
 */
export function decay(
  metric: PerformanceMetric,
  current: MetricEstimate,
  baseline: BaselineMetric,
): Decay | { readonly reason: UnmeasuredReason } {
  const sign = metric.largerIsBetter ? -1 : 1;
  const difference = current.value - baseline.value;
  const deviation = Math.hypot(current.standardError, baseline.standardError);
  const pValue = difference === 0 ? 1 : normalTwoSidedTail(difference / deviation);
  let effect = sign * difference;
  let spread = deviation;
  if (metric.decay === 'relative') {
    if (baseline.value <= 0) return { reason: 'zero_baseline' };
    const ratio = current.value / baseline.value;
    effect /= baseline.value;
    spread = Math.hypot(current.standardError, ratio * baseline.standardError) / baseline.value;
  }
  const margin = Z_99 * spread;
  return { difference, effect, interval: [effect - margin, effect + margin], pValue };
}
