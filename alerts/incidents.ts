import {
  type AlertSnapshot,
  deterministicId,
  type Evidence,
  type IncidentTransition,
  type SeriesKey,
  type Severity,
  seriesId,
  type Window,
} from '../domain/index.ts';
import { severityRank } from './lifecycle.ts';

/** IncidentChange is what one alert does to the incident of its model. */
export type IncidentChange = 'joins' | 'holds' | 'leaves';

/** Cause is the evaluation, or the event, that moved an alert. */
export interface Cause {
  readonly series: SeriesKey;
  readonly window: Window;
  readonly evaluationId: string;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** Nobody may be told. */
  readonly silent: boolean;
  /** Start of the alert's first bad window. */
  readonly since: number;
  readonly at: number;
}

/** incidentIdFor is the id of the incident that this cause opens; the same on every replay. */
export function incidentIdFor(cause: Pick<Cause, 'series' | 'evaluationId'>): string {
  return deterministicId(
    'incident',
    cause.series.project,
    cause.series.model,
    seriesId(cause.series),
    cause.evaluationId,
  );
}

/** isOpen says whether an incident with this history still needs people. */
export function isOpen(history: readonly IncidentTransition[]): boolean {
  return history.at(-1)?.state === 'open';
}

/** toldSeverity is the severity that people were last told of; null when nobody was told of the incident. */
export function toldSeverity(history: readonly IncidentTransition[]): Severity | null {
  const spoken = history.filter((transition) => !transition.backfilled && transition.state === 'open');
  const announced = spoken.some((transition) => transition.kind !== 'alert_removed');
  return announced ? spoken.at(-1)!.severity : null;
}

function worst(severities: readonly Severity[]): Severity {
  return severities.reduce((a, b) => (severityRank(b) > severityRank(a) ? b : a), 'none');
}

function kindOf(
  change: IncidentChange,
  history: readonly IncidentTransition[],
  severity: Severity,
  firing: number,
  silent: boolean,
): IncidentTransition['kind'] | null {
  if (change === 'joins') return isOpen(history) ? 'alert_added' : 'opened';
  if (change === 'leaves') return firing === 0 ? 'resolved' : 'alert_removed';
  const told = toldSeverity(history);
  if (!silent && told === null) return 'confirmed';
  const known = silent ? history.at(-1)!.severity : told!;
  if (severityRank(severity) <= severityRank(known)) return null;
  // A silent backfill may have raised it already: the row repeats the severity, and people hear of it now.
  return 'severity_changed';
}

/**
 * nextTransition gives the row that this change adds to an incident's history, the row that is already there when
 * the change was recorded before a crash, or null when there is nothing to record.
 * `firing`: the incident's alerts that fire after the change.
 */
export function nextTransition(
  history: readonly IncidentTransition[],
  incidentId: string,
  change: IncidentChange,
  cause: Cause,
  firing: readonly AlertSnapshot[],
): IncidentTransition | null {
  const series = seriesId(cause.series);
  const transitionId = deterministicId('transition', incidentId, series, cause.evaluationId);
  const recorded = history.find((transition) => transition.transitionId === transitionId);
  if (recorded) return recorded;
  const severity = worst(firing.map((alert) => alert.severity));
  const kind = kindOf(change, history, severity, firing.length, cause.silent);
  if (kind === null) return null;
  const { project, model, monitor, version, deployment, segment } = cause.series;
  return {
    project,
    incidentId,
    transitionId,
    sequence: history.length,
    kind,
    state: kind === 'resolved' ? 'resolved' : 'open',
    // A resolved incident keeps the severity that it ended with.
    severity: kind === 'resolved' ? (history.at(-1)?.severity ?? 'none') : severity,
    model,
    version,
    firing: [...new Set(firing.map((alert) => alert.monitor))].sort(),
    series: { project, model, monitor, version, deployment, segment },
    window: cause.window,
    since: Math.min(cause.since, ...history.map((transition) => transition.since)),
    evaluationId: cause.evaluationId,
    summary: cause.summary,
    evidence: cause.evidence,
    backfilled: cause.silent,
    at: cause.at,
  };
}
