import {
  type Evaluation,
  hasModel,
  type IncidentTransition,
  type ModelShare,
  type Notification,
  seriesId,
} from '../domain/index.ts';
import { AlertBook, type BookRules } from './book.ts';
import { removedMonitorCause } from './causes.ts';
import { closedAlert } from './lifecycle.ts';
import { NO_DATA_MONITOR, type NoDataPolicy, noDataSeries, noDataStep } from './no-data.ts';
import { type NotificationKind, plannedNotifications } from './planned-notifications.ts';
import type { AlertStore, AlertsLog, EvaluationFeed, NotificationLog, TrafficFeed } from './ports.ts';
import { type DecisionParts, type Decisions, decideRuns } from './retraining/decisions.ts';

/** MonitorPolicy is what alerts need to know of a monitor. */
export interface MonitorPolicy {
  /** Consecutive windows that fire an alert, and good ones that close it. */
  readonly for: number;
  /** Kind of the monitor, such as drift or performance; retraining notifiers choose by it. */
  readonly kind: string;
}

/** IntakeParts are the stores that evaluations flow through. */
export interface IntakeParts {
  readonly evaluationFeed: EvaluationFeed;
  readonly trafficFeed: TrafficFeed;
  readonly alertStore: AlertStore;
  readonly notificationLog: NotificationLog;
  readonly log: AlertsLog;
}

/** IntakeRules are what one configuration says about alerts, and whose alerts these are. */
export interface IntakeRules {
  readonly share: ModelShare;
  /** False as soon as the share has changed: then nothing more is begun. */
  owned(): boolean;
  readonly monitors: ReadonlyMap<string, MonitorPolicy>;
  readonly kinds: ReadonlyMap<string, NotificationKind>;
  readonly noData: NoDataPolicy | null;
  readonly supersededAfter: number;
  readonly decisions: DecisionParts;
}

const BATCH = 500;
const NO_DECISIONS: Decisions = { runs: [], notifications: [] };

/** loadBook reads the alerts of a share, and the incidents that are open or that a firing alert refers to. */
export async function loadBook(store: AlertStore, share: ModelShare): Promise<AlertBook> {
  const [allAlerts, allOpen] = await Promise.all([store.loadAlerts(), store.loadOpenIncidents()]);
  const alerts = allAlerts.filter(({ project, model }) => hasModel(share, project, model));
  const open = allOpen.filter(({ project, model }) => hasModel(share, project, model));
  const known = new Set(open.map((transition) => transition.incidentId));
  const transitions = [...open];
  for (const alert of alerts) {
    if (alert.state !== 'firing' || alert.incidentId === '' || known.has(alert.incidentId)) continue;
    known.add(alert.incidentId);
    transitions.push(...(await store.loadIncident(alert.project, alert.incidentId)));
  }
  return new AlertBook(alerts, transitions);
}

/** byWindowEnd groups evaluations by the end of their window, oldest first. */
function byWindowEnd(evaluations: readonly Evaluation[]): (readonly Evaluation[])[] {
  const groups = new Map<number, Evaluation[]>();
  for (const evaluation of evaluations) {
    const end = evaluation.window.end;
    groups.set(end, [...(groups.get(end) ?? []), evaluation]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/**
 * Intake turns evaluations into alerts, incidents and rows of the notification log. Each commit writes transitions,
 * then notifications, then runs, and the alert snapshots last: after a crash the same evaluations come again and
 * make the same ids, so nothing is lost and nothing is doubled.
 */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #book: AlertBook;
  readonly #written: Notification[] = [];

  constructor(parts: IntakeParts, book: AlertBook) {
    this.#parts = parts;
    this.#book = book;
  }

  /** takeWritten gives the notification rows written since the last call. */
  takeWritten(): readonly Notification[] {
    return this.#written.splice(0);
  }

  /** takeEvaluations pulls the feed until it is empty; every window end is committed on its own. */
  async takeEvaluations(rules: IntakeRules, now: number): Promise<void> {
    const { evaluationFeed, log } = this.#parts;
    // An evaluation whose monitor is gone moves its series on and never fires.
    const bookRules: BookRules = {
      policyOf: (monitor) => rules.monitors.get(monitor) ?? { for: Number.POSITIVE_INFINITY },
      supersededAfter: rules.supersededAfter,
    };
    // An alert may take its last window again once: two judgements of one window must not answer each other for ever.
    const seen = new Set<string>();
    for (;;) {
      const batch = await evaluationFeed.unprocessed(BATCH, rules.share);
      if (batch.length === 0) return;
      const groups = byWindowEnd(batch);
      // A full batch may have cut its last group; that group comes again, whole.
      if (batch.length >= BATCH && groups.length > 1) groups.pop();
      const before = seen.size;
      for (const group of groups) {
        if (!rules.owned()) return;
        const outcome = this.#book.apply(group, bookRules);
        for (const id of outcome.advanced) seen.add(`${group[0]!.window.end} ${id}`);
        const decisions = await decideRuns(outcome.firing, this.#book, rules.decisions, now);
        if (outcome.transitions.length > 0 || decisions.runs.length > 0)
          await this.#commit(outcome.transitions, decisions, rules, now);
      }
      await this.#saveAlerts();
      if (seen.size === before) {
        log.warn({ evaluations: batch.length }, 'the feed repeats evaluations that alerts have seen');
        return;
      }
    }
  }

  /** endRemoved closes alerts whose monitor is no longer configured. */
  async endRemoved(rules: IntakeRules, now: number): Promise<void> {
    if (!rules.owned()) return;
    const transitions: IncidentTransition[] = [];
    let changed = false;
    for (const alert of this.#book.alerts()) {
      const watched =
        alert.monitor === NO_DATA_MONITOR
          ? rules.noData !== null && !rules.noData.exclude.includes(alert.model)
          : rules.monitors.has(alert.monitor);
      if (watched || alert.state === 'inactive') continue;
      changed = true;
      if (alert.state === 'pending') this.#book.put(closedAlert(alert));
      else {
        const transition = this.#book.move(closedAlert(alert), 'leaves', removedMonitorCause(alert, now));
        if (transition) transitions.push(transition);
      }
    }
    if (changed) await this.#commit(transitions, NO_DECISIONS, rules, now);
  }

  /** watchSilence raises and ends the no_data alerts; only the wall clock tells silence. */
  async watchSilence(rules: IntakeRules, now: number): Promise<void> {
    if (rules.noData === null || rules.decisions.timeBase === 'replay') return;
    const marks = await this.#parts.trafficFeed.loadWatermarks();
    if (!rules.owned()) return;
    const transitions: IncidentTransition[] = [];
    let changed = false;
    for (const mark of marks) {
      if (!hasModel(rules.share, mark.project, mark.model)) continue;
      const before = this.#book.alert(seriesId(noDataSeries(mark.project, mark.model)));
      const step = noDataStep(mark, before, rules.noData, now);
      if (!step) continue;
      changed = true;
      if (step.kind === 'watched') this.#book.put(step.snapshot);
      else {
        const change = step.kind === 'silent' ? 'joins' : 'leaves';
        const transition = this.#book.move(step.snapshot, change, step.cause);
        if (transition) transitions.push(transition);
      }
    }
    if (changed) await this.#commit(transitions, NO_DECISIONS, rules, now);
  }

  async #commit(
    transitions: readonly IncidentTransition[],
    decisions: Decisions,
    rules: IntakeRules,
    now: number,
  ): Promise<void> {
    const { alertStore, notificationLog } = this.#parts;
    if (transitions.length > 0) await alertStore.appendTransitions(transitions);
    const rows = await this.#plan(transitions, decisions, rules, now);
    if (rows.length > 0) await notificationLog.saveNotifications(rows);
    for (const run of decisions.runs) await rules.decisions.store.saveRun(run);
    await this.#saveAlerts();
    this.#written.push(...rows);
  }

  async #saveAlerts(): Promise<void> {
    const changed = this.#book.takeChanged();
    if (changed.length > 0) await this.#parts.alertStore.saveAlerts(changed);
  }

  async #plan(
    transitions: readonly IncidentTransition[],
    decisions: Decisions,
    rules: IntakeRules,
    now: number,
  ): Promise<Notification[]> {
    const rows: Notification[] = [];
    const touched = [...transitions, ...decisions.notifications];
    for (const incidentId of new Set(touched.map((item) => item.incidentId))) {
      const { project } = touched.find((item) => item.incidentId === incidentId)!;
      const existing = await this.#parts.notificationLog.loadForIncident(project, incidentId);
      const own = transitions.filter((transition) => transition.incidentId === incidentId);
      const history = this.#book.history(incidentId);
      rows.push(
        ...plannedNotifications(own, history, existing, rules.decisions.routes, rules.kinds, now),
        ...decisions.notifications
          .filter((row) => row.incidentId === incidentId)
          .filter((row) => !existing.some((known) => known.notificationId === row.notificationId)),
      );
    }
    return rows;
  }
}
