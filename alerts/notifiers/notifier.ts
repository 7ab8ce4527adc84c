import type { IncidentTransition, Notification, RetrainingRun } from '../../domain/index.ts';
import type { IncidentMessage } from '../incident-message.ts';
import type { DeliveryOutcome } from '../outcome.ts';

/** IncidentDelivery is one attempt to tell a receiver of an incident. */
export interface IncidentDelivery {
  readonly notification: Notification;
  readonly transition: IncidentTransition;
  readonly message: IncidentMessage;
  /** What this receiver has been told of the incident before, oldest first. */
  readonly earlier: readonly Notification[];
  /** Wall time of this attempt. */
  readonly now: number;
}

/** RetrainingDelivery is one attempt to start a pipeline. */
interface RetrainingDelivery {
  readonly run: RetrainingRun;
  readonly incidentUrl: string | null;
  readonly callbackUrl: string;
  /** Wall time of this attempt. */
  readonly now: number;
}

/** IncidentNotifier tells people or systems of incidents; it never throws for what a receiver does. */
export interface IncidentNotifier {
  readonly name: string;
  readonly kind: 'slack' | 'pagerduty' | 'email' | 'webhook';
  /** Whether several waiting updates become one; systems get every event, people the newest state. */
  readonly coalesces: boolean;
  deliver(delivery: IncidentDelivery): Promise<DeliveryOutcome>;
}

/** RetrainingNotifier starts pipelines. */
export interface RetrainingNotifier {
  readonly name: string;
  readonly kind: 'retraining';
  /** The callback token of a run; the same on every attempt and after a restart. */
  tokenFor(project: string, runId: string): string;
  deliver(delivery: RetrainingDelivery): Promise<DeliveryOutcome>;
}

/** Notifier is one configured receiver. */
export type Notifier = IncidentNotifier | RetrainingNotifier;
