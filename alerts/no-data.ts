import { type AlertSnapshot, deterministicId, type SeriesKey, type Severity } from '../domain/index.ts';
import type { Cause } from './incidents.ts';
import { closedAlert, freshAlert } from './lifecycle.ts';

/** NO_DATA_MONITOR is the reserved monitor name of the alert on a silent model. */
export const NO_DATA_MONITOR = 'no_data';

/** NoDataPolicy says when a model that had traffic counts as silent. */
export interface NoDataPolicy {
  readonly afterMs: number;
  readonly severity: Severity;
  /** Models that may be silent, such as monthly batches. */
  readonly exclude: readonly string[];
}

/** Watermark is the newest event time of one model. */
export interface Watermark {
  readonly project: string;
  readonly model: string;
  readonly eventTime: number;
}

/** NoDataStep is what the silence of a model, or its end, does to its alert. */
export type NoDataStep =
  | { readonly kind: 'watched'; readonly snapshot: AlertSnapshot }
  | { readonly kind: 'silent' | 'back'; readonly snapshot: AlertSnapshot; readonly cause: Cause };

/** noDataSeries is the series of a model's no_data alert. */
export function noDataSeries(project: string, model: string): SeriesKey {
  return { project, model, monitor: NO_DATA_MONITOR, version: '', deployment: 'live', segment: '' };
}

function silent(mark: Watermark, before: AlertSnapshot, policy: NoDataPolicy, now: number): NoDataStep {
  const series = noDataSeries(mark.project, mark.model);
  const evaluationId = deterministicId('no_data', mark.project, mark.model, String(mark.eventTime));
  return {
    kind: 'silent',
    snapshot: {
      ...before,
      state: 'firing',
      severity: policy.severity,
      since: mark.eventTime,
      lastWindowEnd: mark.eventTime,
      lastEvaluationId: evaluationId,
    },
    cause: {
      series,
      window: { start: mark.eventTime, end: mark.eventTime + policy.afterMs },
      evaluationId,
      summary: `No record of the model since ${new Date(mark.eventTime).toISOString()}.`,
      evidence: [],
      silent: false,
      since: mark.eventTime,
      at: now,
    },
  };
}

function back(mark: Watermark, before: AlertSnapshot, now: number): NoDataStep {
  const evaluationId = deterministicId('no_data_over', before.lastEvaluationId);
  const since = before.since ?? before.lastWindowEnd;
  return {
    kind: 'back',
    snapshot: { ...closedAlert(before), lastWindowEnd: mark.eventTime, lastEvaluationId: evaluationId },
    cause: {
      series: noDataSeries(mark.project, mark.model),
      window: { start: since, end: Math.max(mark.eventTime, since + 1) },
      evaluationId,
      summary: 'The model sends records again.',
      evidence: [],
      silent: false,
      since,
      at: now,
    },
  };
}

/**
 * noDataStep judges one model against the wall clock, or gives null when nothing changes. A model is watched from
 * the first time that its newest event is younger than the limit, so imported history alone never raises the alert.
 */
export function noDataStep(
  mark: Watermark,
  before: AlertSnapshot | undefined,
  policy: NoDataPolicy,
  now: number,
): NoDataStep | null {
  if (policy.exclude.includes(mark.model)) return null;
  const quiet = now - mark.eventTime > policy.afterMs;
  if (!before) {
    if (quiet) return null;
    const fresh = freshAlert(noDataSeries(mark.project, mark.model));
    return { kind: 'watched', snapshot: { ...fresh, lastWindowEnd: mark.eventTime } };
  }
  if (quiet && before.state !== 'firing') return silent(mark, before, policy, now);
  if (!quiet && before.state === 'firing') return back(mark, before, now);
  return null;
}
