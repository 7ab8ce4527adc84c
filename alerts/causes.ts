import { type AlertSnapshot, deterministicId, type Evaluation } from '../domain/index.ts';
import { worstFindings } from './evidence.ts';
import type { Cause } from './incidents.ts';
import { isSilent } from './lifecycle.ts';

/** evaluationCause is the cause when a window itself moved the alert. */
export function evaluationCause(evaluation: Evaluation, since: number): Cause {
  return {
    series: evaluation,
    window: evaluation.window,
    evaluationId: evaluation.evaluationId,
    summary: evaluation.summary,
    evidence: worstFindings(evaluation.results),
    silent: isSilent(evaluation),
    since,
    at: evaluation.evaluatedAt,
  };
}

/** supersededCause is why an alert ends whose version has no traffic any more. */
export function supersededCause(alert: AlertSnapshot, by: Evaluation): Cause {
  return {
    ...evaluationCause(by, alert.since ?? alert.lastWindowEnd),
    series: alert,
    summary: `Version ${alert.version} has no traffic any more; version ${by.version} replaced it.`,
    evidence: [],
  };
}

/** removedMonitorCause is why an alert ends whose monitor is no longer configured. */
export function removedMonitorCause(alert: AlertSnapshot, now: number): Cause {
  const since = alert.since ?? alert.lastWindowEnd;
  return {
    series: alert,
    window: { start: since, end: Math.max(alert.lastWindowEnd, since + 1) },
    evaluationId: deterministicId('monitor_removed', alert.lastEvaluationId),
    summary: `The monitor ${alert.monitor} is no longer configured.`,
    evidence: [],
    silent: false,
    since,
    at: now,
  };
}
