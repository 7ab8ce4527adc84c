import {
  ALL_MODELS,
  type AlertState,
  type Clock,
  type ModelShare,
  messageOf,
  type Random,
} from '../domain/index.ts';
import type { AlertBook } from './book.ts';
import type { AlertsConfig } from './config/alerts-config.ts';
import { type DeliveryCount, Dispatcher } from './dispatcher.ts';
import { Intake, type IntakeRules, loadBook, type MonitorPolicy } from './intake.ts';
import { type Links, linksUnder } from './links.ts';
import type {
  AlertStore,
  AlertsLog,
  EvaluationFeed,
  NotificationLog,
  Ownership,
  RetrainingStore,
  TrafficFeed,
  VersionRegistrar,
} from './ports.ts';
import { createReceivers, type Receivers } from './receivers.ts';
import { createCallback, type RunView } from './retraining/callback.ts';

/** AlertsParts are what alerts are built from. */
export interface AlertsParts {
  readonly evaluationFeed: EvaluationFeed;
  readonly trafficFeed: TrafficFeed;
  readonly alertStore: AlertStore;
  readonly notificationLog: NotificationLog;
  readonly retrainingStore: RetrainingStore;
  readonly versionRegistrar: VersionRegistrar;
  readonly config: AlertsConfig;
  /** By monitor name; an alert of a monitor that is not here ends. */
  readonly monitors: ReadonlyMap<string, MonitorPolicy>;
  /** replay: cool-downs and caps follow the windows' time, and silence is not judged. */
  readonly timeBase: 'wall' | 'replay';
  readonly clock: Clock;
  readonly random: Random;
  readonly log: AlertsLog;
  /** Where people and pipelines reach this service; null when nobody said. */
  readonly publicUrl: string | null;
  readonly links?: Links;
  /** Which models this process looks after; all of them by default. */
  readonly ownership?: Ownership;
  /** Milliseconds between two ticks of start(). */
  readonly tickMs?: number;
}

/** AlertsMetrics are counters and gauges for the metrics page; labels are names from the configuration. */
interface AlertsMetrics {
  readonly alerts: Readonly<Record<AlertState, number>>;
  readonly openIncidents: number;
  readonly pendingNotifications: number;
  readonly deliveries: readonly DeliveryCount[];
  readonly disabledNotifiers: readonly string[];
  /** Wall time of the last tick that succeeded; null before the first. */
  readonly lastTickAt: number | null;
  readonly failedTicks: number;
}

/** Alerts turn evaluations into incidents, messages and retraining runs. */
export interface Alerts {
  /** Loads the state and ticks until stop(). */
  start(): Promise<void>;
  /** Ends after the tick in progress; what is pending is sent after the next start. */
  stop(): Promise<void>;
  /** Takes new evaluations into account and sends what is due; ticks run one after another. */
  tick(now: number): Promise<void>;
  /** Waits for the tick that is under way: for models that were handed over it begins nothing more. */
  idle(): Promise<void>;
  reload(config: AlertsConfig, monitors: ReadonlyMap<string, MonitorPolicy>): Promise<void>;
  /** A pipeline's report; throws unauthorized, not_found, invalid_request or conflict. */
  receive(runId: string, token: string, report: unknown): Promise<RunView>;
  metrics(): AlertsMetrics;
}

interface Working {
  readonly share: ModelShare;
  readonly book: AlertBook;
  readonly intake: Intake;
}

const TICK_MS = 5000;
const NOTHING_LOADED = { alerts: { inactive: 0, pending: 0, firing: 0 }, openIncidents: 0 };

function gaugesOf(book: AlertBook): typeof NOTHING_LOADED {
  const alerts = { inactive: 0, pending: 0, firing: 0 };
  for (const alert of book.alerts()) alerts[alert.state] += 1;
  return { alerts, openIncidents: book.openIncidents() };
}

class AlertsService implements Alerts {
  readonly #parts: AlertsParts;
  readonly #dispatcher: Dispatcher;
  readonly #callback: ReturnType<typeof createCallback>;
  #receivers: Receivers;
  #monitors: ReadonlyMap<string, MonitorPolicy>;
  /** Null until loaded, and again after a failed tick: then the store is the truth, as it is under another share. */
  #working: Working | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #running = false;
  #gauges: Pick<AlertsMetrics, 'alerts' | 'openIncidents'> = NOTHING_LOADED;
  #lastTickAt: number | null = null;
  #failedTicks = 0;

  constructor(parts: AlertsParts) {
    this.#parts = parts;
    this.#monitors = parts.monitors;
    this.#receivers = createReceivers(parts.config, parts.log);
    const links = parts.links ?? linksUnder(parts.publicUrl);
    this.#dispatcher = new Dispatcher({ ...parts, links });
    this.#dispatcher.use(this.#receivers.notifiers);
    this.#callback = createCallback(parts.retrainingStore, parts.versionRegistrar, parts.clock);
  }

  async start(): Promise<void> {
    if (this.#running) return;
    await this.#inTurn(() => this.#loaded());
    this.#running = true;
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#running = false;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#inTurn(async () => {
      this.#working = null;
      await this.#receivers.http.close();
    });
  }

  tick(now: number): Promise<void> {
    return this.#inTurn(() => this.#tick(now));
  }

  async idle(): Promise<void> {
    await this.#turn;
  }

  reload(config: AlertsConfig, monitors: ReadonlyMap<string, MonitorPolicy>): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#receivers;
      this.#receivers = createReceivers(config, this.#parts.log);
      this.#monitors = monitors;
      this.#dispatcher.use(this.#receivers.notifiers);
      await before.http.close();
    });
  }

  receive(runId: string, token: string, report: unknown): Promise<RunView> {
    return this.#callback.receive(runId, token, report);
  }

  metrics(): AlertsMetrics {
    return {
      ...this.#gauges,
      pendingNotifications: this.#dispatcher.pending(),
      deliveries: this.#dispatcher.counts(),
      disabledNotifiers: this.#dispatcher.disabled(),
      lastTickAt: this.#lastTickAt,
      failedTicks: this.#failedTicks,
    };
  }

  async #tick(now: number): Promise<void> {
    try {
      const { intake, book, share } = await this.#loaded();
      const rules = this.#rules(share);
      await intake.takeEvaluations(rules, now);
      await intake.endRemoved(rules, now);
      await intake.watchSilence(rules, now);
      this.#gauges = gaugesOf(book);
      this.#dispatcher.add(intake.takeWritten());
      await this.#dispatcher.dispatch(rules.owned);
      this.#lastTickAt = this.#parts.clock();
    } catch (error) {
      this.#working = null;
      this.#failedTicks += 1;
      throw error;
    }
    await this.#receivers.heartbeat.beat(now);
  }

  async #loaded(): Promise<Working> {
    const share = this.#share();
    if (this.#working?.share.term === share.term) return this.#working;
    const book = await loadBook(this.#parts.alertStore, share);
    await this.#dispatcher.load(share);
    this.#gauges = gaugesOf(book);
    this.#working = { book, intake: new Intake(this.#parts, book), share };
    return this.#working;
  }

  #share(): ModelShare {
    return this.#parts.ownership?.share() ?? ALL_MODELS;
  }

  #rules(share: ModelShare): IntakeRules {
    const { config, kinds, retraining } = this.#receivers;
    return {
      share,
      owned: () => this.#share().term === share.term,
      monitors: this.#monitors,
      kinds,
      noData: config.noData,
      supersededAfter: config.supersededAfter,
      decisions: {
        store: this.#parts.retrainingStore,
        receivers: retraining,
        routes: config.routes,
        kindOf: (monitor) => this.#monitors.get(monitor)?.kind ?? '',
        timeBase: this.#parts.timeBase,
      },
    };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  #schedule(): void {
    if (!this.#running) return;
    this.#timer = setTimeout(async () => {
      try {
        await this.tick(this.#parts.clock());
      } catch (error) {
        this.#parts.log.error({ error: messageOf(error) }, 'alert tick failed; it is repeated');
      }
      this.#schedule();
    }, this.#parts.tickMs ?? TICK_MS);
  }
}

/** createAlerts wires alerts; nothing runs before start() or tick(). */
export function createAlerts(parts: AlertsParts): Alerts {
  return new AlertsService(parts);
}
