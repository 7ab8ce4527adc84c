import type {
  AlertSnapshot,
  Evaluation,
  IncidentTransition,
  ModelShare,
  ModelVersion,
  Notification,
  RetrainingRun,
} from '../domain/index.ts';

/** EvaluationFeed gives the evaluations that alerts have not taken into account yet. */
export interface EvaluationFeed {
  /**
   * Evaluations of the models of a share that are newer than what each series' alert snapshot covers, oldest window
   * first. At most `limit`; call again until empty.
   */
  unprocessed(limit: number, share: ModelShare): Promise<readonly Evaluation[]>;
}

/** Ownership tells which models this process looks after; its answer changes as processes come and go. */
export interface Ownership {
  share(): ModelShare;
}

/** AlertStore keeps one snapshot per series and the append-only transitions of incidents. */
export interface AlertStore {
  loadAlerts(): Promise<readonly AlertSnapshot[]>;
  saveAlerts(alerts: readonly AlertSnapshot[]): Promise<void>;
  /** Appends transitions; the same transition id twice leaves one. */
  appendTransitions(transitions: readonly IncidentTransition[]): Promise<void>;
  /** Every transition of the incidents that are still open, oldest first. */
  loadOpenIncidents(): Promise<readonly IncidentTransition[]>;
  loadIncident(project: string, incidentId: string): Promise<readonly IncidentTransition[]>;
}

/** NotificationLog keeps what is to be sent and what was sent. */
export interface NotificationLog {
  saveNotifications(notifications: readonly Notification[]): Promise<void>;
  /** What waits to be delivered about the models of a share. */
  loadPending(share: ModelShare): Promise<readonly Notification[]>;
  /** Every notification of one incident, oldest first: threads and resolve messages need the receipts. */
  loadForIncident(project: string, incidentId: string): Promise<readonly Notification[]>;
}

/** RetrainingStore keeps retraining runs; the newest state of a run id wins. */
export interface RetrainingStore {
  saveRun(run: RetrainingRun): Promise<void>;
  loadRun(project: string, runId: string): Promise<RetrainingRun | null>;
  /** Runs of one model decided at or after the instant, suppressed ones included, oldest first. */
  loadRunsSince(project: string, model: string, decidedAt: number): Promise<readonly RetrainingRun[]>;
}

/** VersionRegistrar registers a retrained version and the baseline it asks for. */
export interface VersionRegistrar {
  registerVersion(version: ModelVersion, baseline: unknown): Promise<void>;
}

/** TrafficFeed tells how far the event time of each model has come. */
export interface TrafficFeed {
  loadWatermarks(): Promise<
    readonly { readonly project: string; readonly model: string; readonly eventTime: number }[]
  >;
}

/** AlertsLog takes constant messages with structured fields. */
export interface AlertsLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** OutboundRequest is one HTTP call to a receiver. */
export interface OutboundRequest {
  readonly method: 'POST' | 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** OutboundResponse is a receiver's answer; the body is cut at the response cap. */
export interface OutboundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** OutboundHttp is the one policy for outbound calls: address guard, no redirects, timeout, response cap. */
export interface OutboundHttp {
  /** Throws address_blocked, or delivery_failed for anything that went wrong on the way. */
  send(request: OutboundRequest): Promise<OutboundResponse>;
}
