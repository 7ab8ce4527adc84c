import {
  deterministicId,
  type Evaluation,
  type EvaluationStatus,
  type JudgedMeasurement,
  type Mode,
  type SeriesKey,
  type Severity,
  seriesId,
  type Window,
} from '../../domain/index.ts';
import { policyHash } from '../verdicts/policy.ts';
import type { SeriesSubject } from './series-baseline.ts';
import type { MonitorSettings } from './settings.ts';

/** RunRequest is one window of one series, and how its evaluation may be used. */
export interface RunRequest extends SeriesSubject {
  readonly window: Window;
  /** Rows may still be missing. */
  readonly partial: boolean;
  readonly mode: Mode;
  readonly notify: boolean;
}

/** Finding is what a run adds to its request. */
export interface Finding {
  readonly status: EvaluationStatus;
  readonly severity: Severity;
  readonly summary: string;
  readonly measurementHash: string;
  readonly baselineHash: string;
  readonly nReference: number;
  readonly nCurrent: number;
  readonly results: readonly JudgedMeasurement[];
  readonly tookMs: number;
  readonly evaluatedAt: number;
}

/** FIRST_REVISION is the revision of a window's first evaluation. */
const FIRST_REVISION = 1;

/** seriesKeyOf names the series of a monitor. */
function seriesKeyOf(monitor: MonitorSettings, { version, segment }: SeriesSubject): SeriesKey {
  return {
    project: monitor.project,
    model: monitor.model,
    monitor: monitor.name,
    version,
    deployment: monitor.deployment,
    segment: segment?.name ?? '',
  };
}

/** evaluationOf makes the evaluation of a run; the same run gives the same id again. */
export function evaluationOf(monitor: MonitorSettings, request: RunRequest, finding: Finding): Evaluation {
  const key = seriesKeyOf(monitor, request);
  const policy = policyHash(monitor.policy.verdict);
  return {
    ...key,
    ...finding,
    evaluationId: deterministicId(
      seriesId(key),
      `${request.window.start}`,
      `${request.window.end}`,
      finding.measurementHash,
      policy,
      `${FIRST_REVISION}`,
    ),
    window: request.window,
    mode: request.mode,
    notify: request.notify,
    revision: FIRST_REVISION,
    policyHash: policy,
  };
}
