import type { AlertSnapshot, AlertState, Evaluation, SeriesKey, Severity } from '../domain/index.ts';

/** AlertPolicy says how many consecutive windows fire an alert, and as many good ones close it. */
export interface AlertPolicy {
  readonly for: number;
}

/**
 * AlertStep names what one evaluation did to one alert.
 * ignored: the window is older than what the alert has seen; judged_again: it is the newest that it has seen;
 * unjudged: it could not be judged;
 * cleared: a pending alert went back before it fired; recovering: good, but not for long enough yet.
 */
export type AlertStep =
  | 'ignored'
  | 'judged_again'
  | 'unjudged'
  | 'quiet'
  | 'pended'
  | 'fired'
  | 'still_firing'
  | 'severity_raised'
  | 'recovering'
  | 'recovered'
  | 'cleared';

/** AlertOutcome is the alert after an evaluation, and what happened to it. */
export interface AlertOutcome {
  readonly snapshot: AlertSnapshot;
  readonly step: AlertStep;
}

type Sight = 'bad' | 'good' | 'unjudged';

interface Context {
  readonly before: AlertSnapshot;
  readonly evaluation: Evaluation;
  readonly windows: number;
  /** A silent window may not close this alert, because people were told of it. */
  readonly held: boolean;
}

type Rule = (context: Context) => readonly [AlertStep, Partial<AlertSnapshot>];

const RANK: Readonly<Record<Severity, number>> = { none: 0, warning: 1, critical: 2 };

/** severityRank orders severities: none, warning, critical. */
export function severityRank(severity: Severity): number {
  return RANK[severity];
}

/** isSilent says that an evaluation may write and must reach nobody. */
export function isSilent(evaluation: Pick<Evaluation, 'mode' | 'notify'>): boolean {
  return evaluation.mode === 'backfill' && !evaluation.notify;
}

const stay =
  (step: AlertStep): Rule =>
  () => [step, {}];

const bad: Rule = ({ before, evaluation, windows }) => {
  const streak = before.streak + 1;
  const fires = streak >= windows;
  return [
    fires ? 'fired' : 'pended',
    {
      state: fires ? 'firing' : 'pending',
      streak: fires ? 0 : streak,
      severity: evaluation.severity,
      since: before.since ?? evaluation.window.start,
    },
  ];
};

const calm: Partial<AlertSnapshot> = {
  state: 'inactive',
  streak: 0,
  severity: 'none',
  since: null,
  incidentId: '',
};

const hold: Rule = ({ before, evaluation }) =>
  RANK[evaluation.severity] > RANK[before.severity]
    ? ['severity_raised', { streak: 0, severity: evaluation.severity }]
    : ['still_firing', { streak: 0 }];

const recover: Rule = ({ before, windows, held }) => {
  const streak = Math.min(before.streak + 1, windows);
  return streak >= windows && !held ? ['recovered', calm] : ['recovering', { streak }];
};

/** A severity only rises while the alert fires and falls with it: a value around a limit causes no storm. */
const TABLE: Readonly<Record<AlertState, Readonly<Record<Sight, Rule>>>> = {
  inactive: { bad, good: stay('quiet'), unjudged: stay('unjudged') },
  pending: { bad, good: () => ['cleared', calm], unjudged: stay('unjudged') },
  firing: { bad: hold, good: recover, unjudged: stay('unjudged') },
};

function sightOf(evaluation: Evaluation): Sight {
  if (evaluation.status !== 'complete' && evaluation.status !== 'partial') return 'unjudged';
  return evaluation.severity === 'none' ? 'good' : 'bad';
}

/** freshAlert is the alert of a series before its first window. */
export function freshAlert(key: SeriesKey): AlertSnapshot {
  return {
    project: key.project,
    model: key.model,
    monitor: key.monitor,
    version: key.version,
    deployment: key.deployment,
    segment: key.segment,
    state: 'inactive',
    streak: 0,
    severity: 'none',
    since: null,
    lastWindowEnd: Number.NEGATIVE_INFINITY,
    lastEvaluationId: '',
    incidentId: '',
  };
}

/** closedAlert is an alert that ended without a good window: its version or its monitor is gone. */
export function closedAlert(snapshot: AlertSnapshot): AlertSnapshot {
  return { ...snapshot, ...calm };
}

/**
 * nextAlertState takes one evaluation into account. Windows that could not be judged leave the state and neither
 * count nor break a streak; a window that is not newer than the last one changes no state, so a verdict that was
 * judged again under another policy reaches nobody. `told`: people know of the alert's incident; then only a
 * window that may speak closes the alert.
 */
export function nextAlertState(
  snapshot: AlertSnapshot | null,
  evaluation: Evaluation,
  policy: AlertPolicy,
  told = false,
): AlertOutcome {
  const before = snapshot ?? freshAlert(evaluation);
  const lastEvaluationId = evaluation.evaluationId;
  if (evaluation.window.end < before.lastWindowEnd || lastEvaluationId === before.lastEvaluationId)
    return { snapshot: before, step: 'ignored' };
  if (evaluation.window.end === before.lastWindowEnd)
    return { snapshot: { ...before, lastEvaluationId }, step: 'judged_again' };
  const held = told && isSilent(evaluation);
  const [step, changes] = TABLE[before.state][sightOf(evaluation)]({
    before,
    evaluation,
    windows: Math.max(1, policy.for),
    held,
  });
  return {
    step,
    snapshot: {
      ...before,
      ...changes,
      lastWindowEnd: evaluation.window.end,
      lastEvaluationId,
    },
  };
}
