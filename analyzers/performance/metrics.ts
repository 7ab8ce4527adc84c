import type { PerformanceMetricId } from '../../domain/index.ts';
import { accuracy } from './accuracy.ts';
import { f1 } from './f1.ts';
import { logLoss } from './log-loss.ts';
import { macroF1 } from './macro-f1.ts';
import { mae } from './mae.ts';
import type { MetricOutcome, PerformanceMetric } from './metric.ts';
import type { Outcomes } from './outcomes.ts';
import { rmse } from './rmse.ts';
import { rocAuc } from './roc-auc.ts';

/** METRICS holds every performance metric by its id; a new one is a file beside these and a line here. */
export const METRICS: Readonly<Record<PerformanceMetricId, PerformanceMetric>> = Object.freeze({
  accuracy,
  f1,
  macro_f1: macroF1,
  roc_auc: rocAuc,
  log_loss: logLoss,
  mae,
  rmse,
});

/** computeMetric gives a metric of these outcomes: finite numbers, or the reason why there are none. */
export function computeMetric(id: PerformanceMetricId, outcomes: Outcomes): MetricOutcome {
  const metric = METRICS[id];
  if (!metric.tasks.includes(outcomes.task)) return { reason: 'wrong_task' };
  const outcome = metric.compute(outcomes);
  if ('reason' in outcome) return outcome;
  const finite = Number.isFinite(outcome.value) && Number.isFinite(outcome.standardError);
  return finite ? outcome : { reason: 'not_finite' };
}
