import type {
  AlertStore,
  EvaluationFeed,
  NotificationLog,
  RetrainingStore,
  TrafficFeed,
  VersionRegistrar,
} from '../../alerts/ports.ts';
import {
  ALL_MODELS,
  type AlertSnapshot,
  type Evaluation,
  hasModel,
  type IncidentTransition,
  type ModelShare,
  type ModelVersion,
  type Notification,
  type RetrainingRun,
  seriesId,
} from '../../domain/index.ts';

/** Crash is the end of the process in the middle of a tick. */
class Crash extends Error {}

/**
 * MemoryStores keep what alerts store, with the store's rules: the newest row of an id wins and a transition id
 * exists once. The process "dies" at the write that `crash` names: it is applied, or not, and nothing works any
 * more until `revive`.
 */
export class MemoryStores
  implements EvaluationFeed, AlertStore, NotificationLog, RetrainingStore, TrafficFeed, VersionRegistrar
{
  readonly evaluations: Evaluation[] = [];
  readonly alerts = new Map<string, AlertSnapshot>();
  readonly transitions = new Map<string, IncidentTransition>();
  readonly notifications = new Map<string, Notification>();
  readonly runs = new Map<string, RetrainingRun>();
  readonly versions: { readonly version: ModelVersion; readonly baseline: unknown }[] = [];
  watermarks: { project: string; model: string; eventTime: number }[] = [];
  writes = 0;
  crash: { readonly onWrite: number; readonly applied: boolean } | null = null;
  dead = false;

  revive(): void {
    this.dead = false;
    this.crash = null;
  }

  async unprocessed(limit: number, share: ModelShare = ALL_MODELS): Promise<readonly Evaluation[]> {
    if (this.dead) throw new Crash();
    const newest = new Map<string, Evaluation>();
    for (const evaluation of this.evaluations)
      newest.set(`${seriesId(evaluation)} ${evaluation.window.start}`, evaluation);
    const covered = ({ window, evaluationId }: Evaluation, alert: AlertSnapshot | undefined) =>
      alert !== undefined &&
      (window.end < alert.lastWindowEnd ||
        (window.end === alert.lastWindowEnd && evaluationId === alert.lastEvaluationId));
    return [...newest.values()]
      .filter(({ project, model }) => hasModel(share, project, model))
      .filter((evaluation) => !covered(evaluation, this.alerts.get(seriesId(evaluation))))
      .sort((a, b) => a.window.end - b.window.end)
      .slice(0, limit);
  }

  async loadAlerts(): Promise<readonly AlertSnapshot[]> {
    return [...this.alerts.values()];
  }

  async saveAlerts(alerts: readonly AlertSnapshot[]): Promise<void> {
    await this.#write(() => {
      for (const alert of alerts) this.alerts.set(seriesId(alert), alert);
    });
  }

  async appendTransitions(transitions: readonly IncidentTransition[]): Promise<void> {
    await this.#write(() => {
      for (const transition of transitions)
        if (!this.transitions.has(transition.transitionId))
          this.transitions.set(transition.transitionId, transition);
    });
  }

  async loadOpenIncidents(): Promise<readonly IncidentTransition[]> {
    const resolved = new Set(
      [...this.transitions.values()]
        .filter(({ state }) => state === 'resolved')
        .map(({ incidentId }) => incidentId),
    );
    return this.#history(({ incidentId }) => !resolved.has(incidentId));
  }

  async loadIncident(_project: string, incidentId: string): Promise<readonly IncidentTransition[]> {
    return this.#history((transition) => transition.incidentId === incidentId);
  }

  async saveNotifications(notifications: readonly Notification[]): Promise<void> {
    await this.#write(() => {
      for (const row of notifications) this.notifications.set(row.notificationId, row);
    });
  }

  async loadPending(share: ModelShare = ALL_MODELS): Promise<readonly Notification[]> {
    const modelOf = ({ incidentId }: Notification) =>
      this.#history((transition) => transition.incidentId === incidentId)[0]?.model ?? '';
    return [...this.notifications.values()].filter(
      (row) => row.state === 'pending' && hasModel(share, row.project, modelOf(row)),
    );
  }

  async loadForIncident(_project: string, incidentId: string): Promise<readonly Notification[]> {
    return [...this.notifications.values()].filter((row) => row.incidentId === incidentId);
  }

  async saveRun(run: RetrainingRun): Promise<void> {
    await this.#write(() => this.runs.set(run.runId, run));
  }

  async loadRun(project: string, runId: string): Promise<RetrainingRun | null> {
    const run = this.runs.get(runId);
    return run?.project === project ? run : null;
  }

  async loadRunsSince(project: string, model: string, decidedAt: number): Promise<readonly RetrainingRun[]> {
    return [...this.runs.values()]
      .filter((run) => run.project === project && run.model === model && run.decidedAt >= decidedAt)
      .sort((a, b) => a.decidedAt - b.decidedAt);
  }

  async loadWatermarks() {
    return this.watermarks;
  }

  async registerVersion(version: ModelVersion, baseline: unknown): Promise<void> {
    await this.#write(() => this.versions.push({ version, baseline }));
  }

  /** kinds lists the transitions of all incidents in the order in which they were appended. */
  kinds(): string[] {
    return [...this.transitions.values()].map(({ kind }) => kind);
  }

  #history(wanted: (transition: IncidentTransition) => boolean): IncidentTransition[] {
    return [...this.transitions.values()].filter(wanted).sort((a, b) => a.sequence - b.sequence);
  }

  async #write(apply: () => unknown): Promise<void> {
    if (this.dead) throw new Crash();
    this.writes += 1;
    const crashes = this.crash !== null && this.writes === this.crash.onWrite;
    if (!crashes || this.crash!.applied) apply();
    this.dead = crashes;
    if (crashes) throw new Crash();
  }
}
