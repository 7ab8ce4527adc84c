import { type Notification, type RetrainingRun, seriesId } from '../../domain/index.ts';
import type { AlertBook, Firing } from '../book.ts';
import { featuresOf, worstFindings } from '../evidence.ts';
import { isSilent, severityRank } from '../lifecycle.ts';
import type { RetrainingNotifier } from '../notifiers/notifier.ts';
import { pendingNotification } from '../planned-notifications.ts';
import type { RetrainingStore } from '../ports.ts';
import { type Route, routedTo } from '../routes.ts';
import {
  decideRetraining,
  decisionMemoryMs,
  type RetrainingOccasion,
  type RetrainingPolicy,
} from './decide.ts';
import { hashToken } from './token.ts';

/** RetrainingReceiver is a retraining notifier with its policy. */
export interface RetrainingReceiver {
  readonly notifier: RetrainingNotifier;
  readonly policy: RetrainingPolicy;
}

/** DecisionParts are what decisions look at besides the evaluations. */
export interface DecisionParts {
  readonly store: RetrainingStore;
  readonly receivers: readonly RetrainingReceiver[];
  readonly routes: readonly Route[];
  /** Kind of a monitor, empty when unknown. */
  kindOf(monitor: string): string;
  /** replay: cool-downs and caps follow the windows' time. */
  readonly timeBase: 'wall' | 'replay';
}

/** Decisions are the new runs, and the message row of each that is to be sent. */
export interface Decisions {
  readonly runs: readonly RetrainingRun[];
  readonly notifications: readonly Notification[];
}

function occasionOf(
  { evaluation, incidentId }: Firing,
  book: AlertBook,
  parts: DecisionParts,
  notifier: string,
) {
  const history = book.history(incidentId);
  const firing = new Set(history.at(-1)?.firing ?? []);
  const past = [...history].reverse().filter((transition) => firing.has(transition.series.monitor));
  const findings = [
    ...worstFindings(evaluation.results, 10),
    ...past.flatMap((transition) => transition.evidence),
  ];
  const occasion: RetrainingOccasion = {
    project: evaluation.project,
    model: evaluation.model,
    version: evaluation.version,
    incidentId,
    notifier,
    monitor: evaluation.monitor,
    monitorKind: parts.kindOf(evaluation.monitor),
    severity: evaluation.severity,
    evaluationId: evaluation.evaluationId,
    window: evaluation.window,
    summary: evaluation.summary,
    worstFeatures: featuresOf(findings),
  };
  return occasion;
}

function worstFirst(firing: readonly Firing[]): Firing[] {
  return [...firing].sort(
    (a, b) =>
      severityRank(b.evaluation.severity) - severityRank(a.evaluation.severity) ||
      (seriesId(a.evaluation) < seriesId(b.evaluation) ? -1 : 1),
  );
}

/** decideRuns asks every retraining notifier that the routes give whether these firing alerts start a pipeline. */
export async function decideRuns(
  firing: readonly Firing[],
  book: AlertBook,
  parts: DecisionParts,
  now: number,
): Promise<Decisions> {
  const runs: RetrainingRun[] = [];
  const notifications: Notification[] = [];
  for (const { notifier, policy } of parts.receivers) {
    for (const item of worstFirst(firing)) {
      const { evaluation, incidentId } = item;
      const last = book.history(incidentId).at(-1);
      if (isSilent(evaluation) || !last) continue;
      if (!routedTo(parts.routes, evaluation.model, last.severity).has(notifier.name)) continue;
      const decidedAt = parts.timeBase === 'replay' ? evaluation.window.end : now;
      const since = decidedAt - decisionMemoryMs(policy);
      const stored = await parts.store.loadRunsSince(evaluation.project, evaluation.model, since);
      const known = [...stored, ...runs];
      const occasion = occasionOf(item, book, parts, notifier.name);
      const run = decideRetraining(occasion, known, policy, decidedAt, now);
      if (!run || known.includes(run)) continue;
      if (run.state === 'suppressed') {
        runs.push(run);
        continue;
      }
      runs.push({ ...run, tokenHash: hashToken(notifier.tokenFor(run.project, run.runId)) });
      notifications.push(pendingNotification(last, notifier.name, 'retraining', run.runId, now));
    }
  }
  return { runs, notifications };
}
