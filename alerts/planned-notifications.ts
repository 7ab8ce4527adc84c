import { deterministicId, type IncidentTransition, type Notification } from '../domain/index.ts';
import { type Route, recipientsOf } from './routes.ts';

/** NotificationKind is the type of a notifier. */
export type NotificationKind = Notification['kind'];

/** notificationIdFor is the same on every replay, and over every attempt: the receiver's idempotency key. */
export function notificationIdFor(transitionId: string, notifier: string): string {
  return deterministicId('notification', transitionId, notifier);
}

/** pendingNotification is the row that is written before anything is sent. */
export function pendingNotification(
  transition: IncidentTransition,
  notifier: string,
  kind: NotificationKind,
  notificationId: string,
  now: number,
): Notification {
  return {
    project: transition.project,
    notificationId,
    notifier,
    kind,
    incidentId: transition.incidentId,
    transitionId: transition.transitionId,
    state: 'pending',
    attempts: 0,
    nextAttemptAt: now,
    lastError: '',
    receipt: {},
    createdAt: transition.at,
    updatedAt: now,
  };
}

/**
 * plannedNotifications gives the rows to write for new transitions of one incident. `existing`: the rows that the
 * log has; a row that is there already is left alone, because it may have been delivered. Retraining notifiers are
 * not messaged here: they hear of decisions.
 */
export function plannedNotifications(
  transitions: readonly IncidentTransition[],
  history: readonly IncidentTransition[],
  existing: readonly Notification[],
  routes: readonly Route[],
  kinds: ReadonlyMap<string, NotificationKind>,
  now: number,
): Notification[] {
  const sequences = new Map(history.map((transition) => [transition.transitionId, transition.sequence]));
  const rows = existing.filter((row) => row.kind !== 'retraining');
  const planned: Notification[] = [];
  for (const transition of [...transitions].sort((a, b) => a.sequence - b.sequence)) {
    const told = new Set(
      rows
        .filter((row) => row.state !== 'failed')
        .filter((row) => (sequences.get(row.transitionId) ?? 0) < transition.sequence)
        .map((row) => row.notifier),
    );
    for (const notifier of recipientsOf(transition, told, routes)) {
      const kind = kinds.get(notifier);
      if (!kind || kind === 'retraining') continue;
      const id = notificationIdFor(transition.transitionId, notifier);
      if (rows.some((row) => row.notificationId === id)) continue;
      const row = pendingNotification(transition, notifier, kind, id, now);
      rows.push(row);
      planned.push(row);
    }
  }
  return planned;
}
