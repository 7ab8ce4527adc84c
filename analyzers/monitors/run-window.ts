import { type Baseline, type Evaluation, type EvaluationStatus, messageOf } from '../../domain/index.ts';
import type { Slice } from '../ports.ts';
import { judge } from '../verdicts/judge.ts';
import { evaluationOf, type Finding, type RunRequest } from './evaluation.ts';
import { type MeasureParts, measurementHash, measureWindow } from './measure-window.ts';
import type { SeriesSubject } from './series-baseline.ts';
import type { ModelSettings, MonitorSettings } from './settings.ts';

/** sliceOf selects the rows of one series in one window. */
export function sliceOf(
  monitor: MonitorSettings,
  { version, segment }: { readonly version: string | null; readonly segment: SeriesSubject['segment'] },
  window: Slice['window'],
): Slice {
  return {
    project: monitor.project,
    model: monitor.model,
    version,
    deployment: monitor.deployment,
    source: monitor.source,
    segment: segment?.filter ?? [],
    window,
  };
}

/** runWindow measures one window of one series and judges it; it writes nothing and may run twice. */
export async function runWindow(
  model: ModelSettings,
  monitor: MonitorSettings,
  request: RunRequest,
  baseline: Baseline,
  parts: MeasureParts,
): Promise<Evaluation> {
  const started = performance.now();
  const slice = sliceOf(monitor, request, request.window);
  const measure = await measureWindow(model, monitor, slice, baseline, parts);
  if (!measure) return emptyWindow(monitor, request, baseline, parts.clock());
  const verdict = judge(measure.measured, monitor.policy.verdict);
  return evaluationOf(monitor, request, {
    status: withPartial(verdict.status, request.partial),
    severity: verdict.severity,
    summary: [verdict.summary, ...measure.notes].join(' '),
    measurementHash: measure.measurementHash,
    baselineHash: baseline.hash,
    nReference: measure.nReference,
    nCurrent: measure.nCurrent,
    results: verdict.results,
    tookMs: performance.now() - started,
    evaluatedAt: parts.clock(),
  });
}

/** failedWindow records why a window could not be evaluated; `now` is wall time. */
export function failedWindow(
  monitor: MonitorSettings,
  request: RunRequest,
  thrown: unknown,
  now: number,
): Evaluation {
  return unmeasured(monitor, request, null, now, {
    status: 'failed',
    severity: 'none',
    summary: `The evaluation failed: ${messageOf(thrown)}`,
  });
}

/** withoutReference records that a window has nothing to be compared with; `now` is wall time. */
export function withoutReference(
  monitor: MonitorSettings,
  request: RunRequest,
  reason: string,
  now: number,
): Evaluation {
  return unmeasured(monitor, request, null, now, {
    status: 'insufficient_data',
    severity: 'none',
    summary: `Nothing to compare with: ${reason}.`,
  });
}

/** skippedSpan records the windows that were too many to catch up on, as one evaluation. */
export function skippedSpan(monitor: MonitorSettings, span: Slice['window'], now: number): Evaluation {
  const request: RunRequest = {
    version: '',
    segment: null,
    window: span,
    partial: false,
    mode: 'backfill',
    notify: false,
  };
  return unmeasured(monitor, request, null, now, {
    status: 'skipped',
    severity: 'none',
    summary: `Skipped: more than max_catch_up ${monitor.maxCatchUp} windows were due. Run them through the API.`,
  });
}

function emptyWindow(
  monitor: MonitorSettings,
  request: RunRequest,
  baseline: Baseline,
  now: number,
): Evaluation {
  const alerts = monitor.onNoData === 'alert';
  return unmeasured(monitor, request, baseline, now, {
    status: alerts ? 'complete' : 'insufficient_data',
    severity: alerts ? (monitor.policy.verdict.severity ?? 'warning') : 'none',
    summary: 'The window has no rows.',
  });
}

function unmeasured(
  monitor: MonitorSettings,
  request: RunRequest,
  baseline: Baseline | null,
  now: number,
  finding: Pick<Finding, 'status' | 'severity' | 'summary'>,
): Evaluation {
  return evaluationOf(monitor, request, {
    ...finding,
    measurementHash: measurementHash(monitor, sliceOf(monitor, request, request.window), [], baseline),
    baselineHash: baseline?.hash ?? '',
    nReference: baseline?.rows ?? 0,
    nCurrent: 0,
    results: [],
    tookMs: 0,
    evaluatedAt: now,
  });
}

function withPartial(status: EvaluationStatus, partial: boolean): EvaluationStatus {
  return partial && status === 'complete' ? 'partial' : status;
}
