import type { JudgedMeasurement, SeriesKey, Severity } from './evaluations.ts';
import type { Window } from './windows.ts';

/** AlertState of one series. */
export type AlertState = 'inactive' | 'pending' | 'firing';

/** AlertSnapshot is the stored state of one series' alert. */
export interface AlertSnapshot extends SeriesKey {
  readonly state: AlertState;
  /** Consecutive windows that push towards the next state: bad ones while not firing, good ones while firing. */
  readonly streak: number;
  readonly severity: Severity;
  /** Start of the first window of the current bad streak; null while inactive. */
  readonly since: number | null;
  /** End of the newest window that was taken into account. */
  readonly lastWindowEnd: number;
  /** Revision and policy of that window's evaluation. */
  readonly lastEvaluationId: string;
  /** The incident that this alert belongs to while firing; empty otherwise. */
  readonly incidentId: string;
}

/** IncidentState of one incident. */
export type IncidentState = 'open' | 'resolved';

/** Evidence is what a person needs to see of one finding. */
export type Evidence = Pick<
  JudgedMeasurement,
  | 'subject'
  | 'statistic'
  | 'value'
  | 'effect'
  | 'pAdjusted'
  | 'threshold'
  | 'severity'
  | 'rule'
  | 'interval'
  | 'contributions'
>;

/** IncidentTransition is one immutable row of an incident's history. */
export interface IncidentTransition {
  readonly project: string;
  readonly incidentId: string;
  /** Deterministic: the same on every replay. */
  readonly transitionId: string;
  readonly sequence: number;
  /** confirmed: a live window confirms what only a silent backfill had seen. */
  readonly kind: 'opened' | 'alert_added' | 'severity_changed' | 'confirmed' | 'alert_removed' | 'resolved';
  readonly state: IncidentState;
  readonly severity: Severity;
  readonly model: string;
  readonly version: string;
  /** Monitors whose alerts fire after this transition. */
  readonly firing: readonly string[];
  readonly series: SeriesKey;
  readonly window: Window;
  /** Start of the first bad window of the incident. */
  readonly since: number;
  readonly evaluationId: string;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** True when a backfill wrote it: nobody was told. */
  readonly backfilled: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** RetrainingState of one triggered pipeline run. */
export type RetrainingState = 'requested' | 'started' | 'succeeded' | 'failed' | 'suppressed';

/** RetrainingRun is one decision to retrain and what became of it. */
export interface RetrainingRun {
  readonly project: string;
  readonly runId: string;
  readonly incidentId: string;
  readonly notifier: string;
  readonly model: string;
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly state: RetrainingState;
  /** Why it was requested, suppressed or failed. */
  readonly reason: string;
  readonly window: Window;
  readonly worstFeatures: readonly string[];
  /** SHA-256 of the callback token. */
  readonly tokenHash: string;
  /** Clock of cool-downs and caps: wall time, or window time with clock: replay. */
  readonly decidedAt: number;
  readonly requestedAt: number;
  readonly updatedAt: number;
}

/** NotificationState of one message to one notifier. */
export type NotificationState = 'pending' | 'delivered' | 'failed' | 'suppressed';

/** Notification is one row of the notification log, written before anything is sent. */
export interface Notification {
  readonly project: string;
  /** Deterministic of transition and notifier; the receiver's idempotency key. */
  readonly notificationId: string;
  readonly notifier: string;
  readonly kind: 'slack' | 'pagerduty' | 'email' | 'webhook' | 'retraining';
  readonly incidentId: string;
  readonly transitionId: string;
  readonly state: NotificationState;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastError: string;
  /** What the receiver gave back, such as Slack's channel and ts. */
  readonly receipt: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}
