import {
  type Clock,
  type IncidentTransition,
  type ModelShare,
  messageOf,
  type Notification,
  type Random,
} from '../domain/index.ts';
import { coalesce, lanesOf, scopeOf } from './dispatch-queue.ts';
import { incidentMessage } from './incident-message.ts';
import type { Links } from './links.ts';
import type { IncidentNotifier, Notifier, RetrainingNotifier } from './notifiers/notifier.ts';
import { type DeliveryOutcome, thrownOutcome } from './outcome.ts';
import type { AlertStore, AlertsLog, NotificationLog, RetrainingStore } from './ports.ts';
import { retryDelay } from './retry.ts';

/** DispatcherParts are what the dispatcher works with. */
export interface DispatcherParts {
  readonly notificationLog: NotificationLog;
  readonly alertStore: Pick<AlertStore, 'loadIncident'>;
  readonly retrainingStore: RetrainingStore;
  readonly links: Links;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: AlertsLog;
}

/** DeliveryCount counts the attempts of one notifier that ended alike. */
export interface DeliveryCount {
  readonly notifier: string;
  readonly kind: Notification['kind'];
  readonly outcome: DeliveryOutcome['outcome'];
  readonly count: number;
}

// One tick sends at most this many messages per notifier, so that a burst cannot hold up the next window.
const MESSAGES_PER_PASS = 50;

type Final = Pick<Notification, 'state' | 'lastError'>;

/**
 * Dispatcher sends what the notification log holds as pending. Notifiers work side by side; one notifier sends one
 * message at a time, each incident's messages in order, and a failed message holds back those behind it.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #pending = new Map<string, Notification>();
  /** Rows whose newest state the store has not taken yet: they are written before anything else is sent. */
  readonly #unsaved = new Map<string, Notification>();
  readonly #histories = new Map<string, readonly IncidentTransition[]>();
  readonly #disabled = new Set<string>();
  readonly #pausedUntil = new Map<string, number>();
  readonly #counts = new Map<string, DeliveryCount>();
  #notifiers: ReadonlyMap<string, Notifier> = new Map();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** use replaces the notifiers; one that was switched off by its receiver gets another chance. */
  use(notifiers: ReadonlyMap<string, Notifier>): void {
    this.#notifiers = notifiers;
    this.#disabled.clear();
    this.#pausedUntil.clear();
  }

  /** load takes up what is pending in a share, after a restart or in place of another process. */
  async load(share: ModelShare): Promise<void> {
    const rows = await this.#parts.notificationLog.loadPending(share);
    this.#pending.clear();
    this.#histories.clear();
    this.add(rows.filter((row) => !this.#unsaved.has(row.notificationId)));
    for (const row of this.#unsaved.values())
      if (row.state === 'pending') this.#pending.set(row.notificationId, row);
  }

  /** add takes rows that the log holds already; what it knows of an incident is read anew. */
  add(rows: readonly Notification[]): void {
    for (const row of rows) {
      this.#pending.set(row.notificationId, row);
      this.#histories.delete(row.incidentId);
    }
  }

  counts(): readonly DeliveryCount[] {
    return [...this.#counts.values()];
  }

  pending(): number {
    return this.#pending.size;
  }

  disabled(): readonly string[] {
    return [...this.#disabled];
  }

  /** dispatch sends what is due while `owned` says so, and returns when every attempt has ended. */
  async dispatch(owned: () => boolean): Promise<void> {
    await this.#saveUnsaved();
    const now = this.#parts.clock();
    const due = new Set<string>();
    for (const row of this.#pending.values()) if (row.nextAttemptAt <= now) due.add(row.notifier);
    await Promise.all([...due].map((name) => this.#pass(name, now, owned)));
  }

  async #pass(name: string, now: number, owned: () => boolean): Promise<void> {
    const rows = [...this.#pending.values()].filter((row) => row.notifier === name);
    const notifier = this.#notifiers.get(name);
    if (!notifier || this.#disabled.has(name)) {
      const lastError = notifier
        ? 'The receiver has switched this notifier off.'
        : 'The notifier is not configured.';
      for (const row of rows) await this.#fail(row, lastError);
      return;
    }
    if ((this.#pausedUntil.get(name) ?? now) > now) return;
    let budget = MESSAGES_PER_PASS;
    for (const row of rows) await this.#history(row);
    for (const lane of lanesOf(rows, (row) => this.#transition(row)?.sequence ?? 0)) {
      for (const row of await this.#coalesced(notifier, lane)) {
        // What cannot be recorded is not sent: one message per notifier is all that a dying store can double.
        if (budget <= 0 || this.#unsaved.size > 0 || !owned()) return;
        if (row.nextAttemptAt > now) break;
        budget -= 1;
        const outcome = await this.#attempt(notifier, row);
        if (outcome === 'retry' || this.#disabled.has(name)) return;
      }
    }
  }

  async #coalesced(notifier: Notifier, lane: readonly Notification[]): Promise<readonly Notification[]> {
    if (notifier.kind === 'retraining' || !notifier.coalesces || lane.length < 2) return lane;
    const told = (await this.#told(lane[0]!)).some(({ state }) => state === 'delivered');
    const { keep, drop } = coalesce(lane, (row) => this.#transition(row)?.state === 'resolved', told);
    const teller = keep[0]!.notificationId;
    for (const row of drop)
      await this.#finish(
        { ...row, receipt: { told_by: teller } },
        { state: 'suppressed', lastError: `Told by ${teller}.` },
      );
    return keep;
  }

  async #history(row: Notification): Promise<readonly IncidentTransition[]> {
    const known = this.#histories.get(row.incidentId);
    if (known) return known;
    const history = await this.#parts.alertStore.loadIncident(row.project, row.incidentId);
    this.#histories.set(row.incidentId, history);
    return history;
  }

  #transition(row: Notification): IncidentTransition | undefined {
    return this.#histories.get(row.incidentId)?.find(({ transitionId }) => transitionId === row.transitionId);
  }

  async #attempt(notifier: Notifier, row: Notification): Promise<DeliveryOutcome['outcome']> {
    let outcome: DeliveryOutcome;
    try {
      outcome =
        notifier.kind === 'retraining'
          ? await this.#startRun(notifier, row)
          : await this.#tell(notifier, row);
    } catch (error) {
      this.#parts.log.error(
        { notifier: row.notifier, error: messageOf(error) },
        'delivery failed unexpectedly',
      );
      outcome = thrownOutcome(error);
    }
    this.#count(row, outcome.outcome);
    await this.#settle(row, outcome);
    return outcome.outcome;
  }

  async #tell(notifier: IncidentNotifier, row: Notification): Promise<DeliveryOutcome> {
    const { clock, links } = this.#parts;
    const history = await this.#history(row);
    const transition = this.#transition(row);
    if (!transition) return { outcome: 'refused', reason: 'The incident is not in the store.' };
    const told = await this.#told(row);
    const { earlier, ...scope } = scopeOf(row, history, told, notifier.coalesces);
    const message = incidentMessage(history, scope, links.incident(row.incidentId));
    return notifier.deliver({ notification: row, transition, message, earlier, now: clock() });
  }

  /** The receiver's rows of the incident, as this process knows them. */
  async #told(row: Notification): Promise<readonly Notification[]> {
    const rows = await this.#parts.notificationLog.loadForIncident(row.project, row.incidentId);
    return rows
      .filter((other) => other.notifier === row.notifier)
      .map((other) => this.#unsaved.get(other.notificationId) ?? other);
  }

  async #startRun(notifier: RetrainingNotifier, row: Notification): Promise<DeliveryOutcome> {
    const { clock, links, retrainingStore } = this.#parts;
    const run = await retrainingStore.loadRun(row.project, row.notificationId);
    if (!run) return { outcome: 'refused', reason: 'The run is not in the store.' };
    // A pipeline that has reported has the message, whatever became of our connection.
    if (run.state !== 'requested') return { outcome: 'delivered', receipt: { state: run.state } };
    const incidentUrl = links.incident(run.incidentId);
    return notifier.deliver({ run, incidentUrl, callbackUrl: links.callback(run.runId), now: clock() });
  }

  async #settle(row: Notification, outcome: DeliveryOutcome): Promise<void> {
    const { clock, random, log } = this.#parts;
    const now = clock();
    const attempts = row.attempts + 1;
    if (outcome.outcome === 'delivered') {
      await this.#finish(
        { ...row, attempts, receipt: outcome.receipt },
        { state: 'delivered', lastError: '' },
      );
      return;
    }
    log.warn(
      { notifier: row.notifier, notification: row.notificationId, attempts, reason: outcome.reason },
      'delivery failed',
    );
    if (outcome.outcome === 'gone') this.#disabled.add(row.notifier);
    const delay = outcome.outcome === 'retry' ? retryDelay(attempts, outcome.retryAfterMs, random) : null;
    if (delay === null) {
      const gaveUp = outcome.outcome === 'retry' ? `Given up after ${attempts} attempts. ` : '';
      await this.#fail({ ...row, attempts }, `${gaveUp}${outcome.reason}`);
      return;
    }
    if (outcome.outcome === 'retry' && outcome.retryAfterMs !== null)
      this.#pausedUntil.set(row.notifier, now + delay);
    const next = { ...row, attempts, nextAttemptAt: now + delay, lastError: outcome.reason, updatedAt: now };
    this.#pending.set(row.notificationId, next);
    await this.#save(next);
  }

  async #fail(row: Notification, lastError: string): Promise<void> {
    if (row.kind === 'retraining') await this.#failRun(row, lastError);
    await this.#finish(row, { state: 'failed', lastError });
  }

  async #failRun(row: Notification, reason: string): Promise<void> {
    const { retrainingStore, clock } = this.#parts;
    const run = await retrainingStore.loadRun(row.project, row.notificationId);
    if (run?.state !== 'requested') return;
    await retrainingStore.saveRun({
      ...run,
      state: 'failed',
      reason: `The request was not delivered. ${reason}`,
      updatedAt: clock(),
    });
  }

  async #finish(row: Notification, final: Final): Promise<void> {
    this.#pending.delete(row.notificationId);
    const waiting = [...this.#pending.values()].some((other) => other.incidentId === row.incidentId);
    if (!waiting) this.#histories.delete(row.incidentId);
    await this.#save({ ...row, ...final, updatedAt: this.#parts.clock() });
  }

  /** A store that fails after a message has left must not make it leave twice: the row waits in memory. */
  async #save(row: Notification): Promise<void> {
    this.#unsaved.set(row.notificationId, row);
    try {
      await this.#parts.notificationLog.saveNotifications([row]);
      this.#unsaved.delete(row.notificationId);
    } catch (error) {
      this.#parts.log.error({ error: messageOf(error) }, 'notification state is not saved yet');
    }
  }

  async #saveUnsaved(): Promise<void> {
    if (this.#unsaved.size === 0) return;
    await this.#parts.notificationLog.saveNotifications([...this.#unsaved.values()]);
    this.#unsaved.clear();
  }

  #count(row: Notification, outcome: DeliveryOutcome['outcome']): void {
    const key = JSON.stringify([row.notifier, outcome]);
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { notifier: row.notifier, kind: row.kind, outcome, count });
  }
}
