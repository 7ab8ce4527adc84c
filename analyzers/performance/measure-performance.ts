import type { BaselineMetric, Measurement, PerformanceMetricId, Subject } from '../../domain/index.ts';
import type { Measured, Unmeasured, UnmeasuredReason } from '../statistics/measured.ts';
import { decay } from './decay.ts';
import { computeMetric, METRICS } from './metrics.ts';
import { labelledRows, type Outcomes } from './outcomes.ts';

const SUBJECT: Subject = { kind: 'prediction', name: '' };

/** baselineMetrics computes the metrics that a baseline keeps; those that its outcomes do not allow are left out. */
export function baselineMetrics(
  outcomes: Outcomes,
  metrics: readonly PerformanceMetricId[],
): readonly BaselineMetric[] {
  return metrics.flatMap((metric) => {
    const outcome = computeMetric(metric, outcomes);
    return 'reason' in outcome ? [] : [{ metric, ...outcome }];
  });
}

function measureMetric(
  id: PerformanceMetricId,
  outcomes: Outcomes,
  baseline: readonly BaselineMetric[],
): Measurement | UnmeasuredReason {
  const started = performance.now();
  const reference = baseline.find(({ metric }) => metric === id);
  const current = computeMetric(id, outcomes);
  if ('reason' in current) return current.reason;
  if (!reference) return 'no_baseline';
  const labelled = labelledRows(outcomes);
  const change = decay(METRICS[id], current, reference);
  if ('reason' in change) return change.reason;
  return {
    subject: SUBJECT,
    statistic: id,
    definition: METRICS[id].definition,
    value: current.value,
    effect: change.effect,
    pValue: change.pValue,
    interval: change.interval,
    nReference: reference.n,
    nCurrent: current.n,
    engine: 'cpu',
    exact: true,
    errorBound: null,
    tookMs: performance.now() - started,
    details: {
      baseline: reference.value,
      difference: change.difference,
      standard_error: current.standardError,
      relative: METRICS[id].decay === 'relative',
      predictions: outcomes.predictions,
      labelled,
      labelled_share: outcomes.predictions > 0 ? labelled / outcomes.predictions : 0,
    },
  };
}

/** measurePerformance compares the metrics of a window with those of its baseline. */
export function measurePerformance(
  outcomes: Outcomes,
  baseline: readonly BaselineMetric[],
  metrics: readonly PerformanceMetricId[],
): Measured {
  const measurements: Measurement[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const statistic of metrics) {
    const result = measureMetric(statistic, outcomes, baseline);
    if (typeof result === 'string')
      unmeasured.push({ subject: SUBJECT, statistic, reason: result, error: null });
    else measurements.push(result);
  }
  return { subject: SUBJECT, measurements, unmeasured };
}
