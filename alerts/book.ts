import { type AlertSnapshot, type Evaluation, type IncidentTransition, seriesId } from '../domain/index.ts';
import { evaluationCause, supersededCause } from './causes.ts';
import {
  type Cause,
  type IncidentChange,
  incidentIdFor,
  isOpen,
  nextTransition,
  toldSeverity,
} from './incidents.ts';
import { type AlertPolicy, type AlertStep, closedAlert, isSilent, nextAlertState } from './lifecycle.ts';
import { supersededBy } from './superseded.ts';

/** Firing is an evaluation that found its alert firing: what a retraining decision looks at. */
export interface Firing {
  readonly evaluation: Evaluation;
  readonly incidentId: string;
}

/** GroupOutcome is what the evaluations of one window end did. */
export interface GroupOutcome {
  readonly transitions: readonly IncidentTransition[];
  readonly firing: readonly Firing[];
  /** Alerts that have taken a window, or a newer judgement of their last window, into account. */
  readonly advanced: readonly string[];
}

/** BookRules are what the book needs to know beyond the evaluations. */
export interface BookRules {
  policyOf(monitor: string): AlertPolicy;
  /** Windows without data after which another version's data ends an alert. */
  readonly supersededAfter: number;
}

interface Move {
  readonly change: IncidentChange;
  readonly snapshot: AlertSnapshot;
  /** The incident before the move; a move that joins finds its own. */
  readonly incidentId: string;
  readonly cause: Cause;
  readonly evaluation: Evaluation | null;
}

const CHANGE_OF: Partial<Readonly<Record<AlertStep, IncidentChange>>> = {
  fired: 'joins',
  still_firing: 'holds',
  severity_raised: 'holds',
  recovered: 'leaves',
};

// Alerts that join go first, so that an incident never ends and another opens at the same instant.
const ORDER: readonly IncidentChange[] = ['joins', 'holds', 'leaves'];

function newestRevisions(evaluations: readonly Evaluation[]): (readonly [string, Evaluation])[] {
  const newest = new Map<string, Evaluation>();
  for (const evaluation of evaluations) {
    const id = seriesId(evaluation);
    const known = newest.get(id);
    if (!known || evaluation.revision > known.revision) newest.set(id, evaluation);
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** AlertBook is the working state of alerts and incidents between two commits to the store. */
export class AlertBook {
  readonly #alerts = new Map<string, AlertSnapshot>();
  readonly #incidents = new Map<string, IncidentTransition[]>();
  readonly #changed = new Map<string, AlertSnapshot>();

  /** Takes what the store holds: every snapshot, and the history of every incident that is open or referred to. */
  constructor(alerts: readonly AlertSnapshot[], transitions: readonly IncidentTransition[]) {
    for (const alert of alerts) this.#alerts.set(seriesId(alert), alert);
    for (const transition of [...transitions].sort((a, b) => a.sequence - b.sequence))
      this.#record(transition);
  }

  alerts(): readonly AlertSnapshot[] {
    return [...this.#alerts.values()];
  }

  alert(series: string): AlertSnapshot | undefined {
    return this.#alerts.get(series);
  }

  history(incidentId: string): readonly IncidentTransition[] {
    return this.#incidents.get(incidentId) ?? [];
  }

  openIncidents(): number {
    return [...this.#incidents.values()].filter(isOpen).length;
  }

  put(snapshot: AlertSnapshot): void {
    const id = seriesId(snapshot);
    this.#alerts.set(id, snapshot);
    this.#changed.set(id, snapshot);
  }

  /** apply takes the evaluations of one window end, in any order. */
  apply(evaluations: readonly Evaluation[], rules: BookRules): GroupOutcome {
    const newest = newestRevisions(evaluations);
    const moves: Move[] = [];
    const advanced: string[] = [];
    for (const [id, evaluation] of newest) {
      const move = this.#take(evaluation, id, rules);
      if (move === 'ignored') continue;
      advanced.push(id);
      if (move) moves.push(move);
    }
    const ended = new Set<string>();
    for (const [, evaluation] of newest) moves.push(...this.#endSuperseded(evaluation, rules, ended));
    moves.sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change));
    const transitions: IncidentTransition[] = [];
    const firing: Firing[] = [];
    for (const move of moves) {
      const transition = this.#settle(move);
      if (transition) transitions.push(transition);
      if (move.evaluation && move.change !== 'leaves') {
        const { incidentId } = this.#alerts.get(seriesId(move.snapshot))!;
        firing.push({ evaluation: move.evaluation, incidentId });
      }
    }
    return { transitions, firing, advanced };
  }

  /** move changes one alert for a reason other than an evaluation of it. */
  move(snapshot: AlertSnapshot, change: 'joins' | 'leaves', cause: Cause): IncidentTransition | null {
    const incidentId = this.#alerts.get(seriesId(snapshot))?.incidentId ?? '';
    return this.#settle({ change, snapshot, incidentId, cause, evaluation: null });
  }

  /** takeChanged gives the snapshots changed since the last call, and forgets incidents that are over. */
  takeChanged(): readonly AlertSnapshot[] {
    const rows = [...this.#changed.values()];
    this.#changed.clear();
    for (const [id, history] of this.#incidents) if (!isOpen(history)) this.#incidents.delete(id);
    return rows;
  }

  #record(transition: IncidentTransition): void {
    const history = this.#incidents.get(transition.incidentId) ?? [];
    this.#incidents.set(transition.incidentId, history);
    if (!history.some(({ transitionId }) => transitionId === transition.transitionId))
      history.push(transition);
  }

  #told(alert: AlertSnapshot | undefined): boolean {
    return alert?.state === 'firing' && toldSeverity(this.history(alert.incidentId)) !== null;
  }

  #take(evaluation: Evaluation, id: string, rules: BookRules): Move | 'ignored' | null {
    const before = this.#alerts.get(id) ?? null;
    const policy = rules.policyOf(evaluation.monitor);
    const { snapshot, step } = nextAlertState(before, evaluation, policy, this.#told(before ?? undefined));
    if (step === 'ignored') return 'ignored';
    const change = CHANGE_OF[step];
    // An alert that leaves fires until its move is settled: the last one to leave resolves, not each of them.
    if (change !== 'leaves') this.put(snapshot);
    if (!change) return null;
    const cause = evaluationCause(evaluation, snapshot.since ?? before?.since ?? evaluation.window.start);
    return { change, snapshot, incidentId: before?.incidentId ?? '', cause, evaluation };
  }

  #endSuperseded(evaluation: Evaluation, rules: BookRules, ended: Set<string>): Move[] {
    const moves: Move[] = [];
    for (const alert of supersededBy(evaluation, this.#alerts.values(), rules.supersededAfter)) {
      const id = seriesId(alert);
      if (ended.has(id) || (isSilent(evaluation) && this.#told(alert))) continue;
      ended.add(id);
      const snapshot = closedAlert(alert);
      if (alert.state === 'pending') {
        this.put(snapshot);
        continue;
      }
      const cause = supersededCause(alert, evaluation);
      moves.push({ change: 'leaves', snapshot, incidentId: alert.incidentId, cause, evaluation: null });
    }
    return moves;
  }

  #openIncident(cause: Cause): string {
    for (const [id, history] of this.#incidents) {
      const { project, model } = history[0]!;
      if (project === cause.series.project && model === cause.series.model && isOpen(history)) return id;
    }
    return incidentIdFor(cause);
  }

  #settle({ change, snapshot, cause, incidentId: known }: Move): IncidentTransition | null {
    const incidentId = change === 'joins' ? this.#openIncident(cause) : known;
    this.put(change === 'joins' ? { ...snapshot, incidentId } : snapshot);
    const firing = this.alerts().filter(
      (alert) => alert.state === 'firing' && alert.incidentId === incidentId,
    );
    const transition = nextTransition(this.history(incidentId), incidentId, change, cause, firing);
    if (transition) this.#record(transition);
    return transition;
  }
}
