import type { NotificationLog } from '../alerts/ports.ts';
import type { Notification } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';
import type { StatementInputParts } from './statement-input.ts';
import type { WriteOrder } from './write-order.ts';

type NotificationRow = Pick<
  Notification,
  'project' | 'notifier' | 'kind' | 'state' | 'attempts' | 'receipt'
> & {
  readonly incident_id: string;
  readonly notification_id: string;
  readonly transition_id: string;
  readonly next_attempt_at_ms: number;
  readonly last_error: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
};

const ONE_INCIDENT = 'project = {project:String} AND incident_id = {incident_id:String}';
const PENDING = `state = 'pending' AND (project, incident_id) NOT IN (SELECT project, incident_id FROM incidents
    WHERE NOT has({parts:Array(UInt32)}, CRC32(concat(project, '\\0', model)) % {of:UInt32}))`;

/** createNotificationLog keeps the newest state of each notification. */
export function createNotificationLog(runner: QueryRunner, writeOrder: WriteOrder): NotificationLog {
  const load = async (which: string, parameters: StatementInputParts['parameters']) => {
    const rows = await runner.rows<NotificationRow>('load_notifications', { slots: { which }, parameters });
    return rows.map(decode);
  };
  return {
    async saveNotifications(notifications) {
      const order = writeOrder();
      await runner.insert(
        'insert_notifications',
        notifications.map((notification) => encode(notification, order)),
      );
    },
    loadPending: ({ of, parts }) => load(PENDING, { of, parts }),
    loadForIncident: (project, incidentId) => load(ONE_INCIDENT, { project, incident_id: incidentId }),
  };
}

function encode(notification: Notification, writeOrder: number) {
  return {
    project: notification.project,
    incident_id: notification.incidentId,
    notification_id: notification.notificationId,
    notifier: notification.notifier,
    kind: notification.kind,
    transition_id: notification.transitionId,
    state: notification.state,
    attempts: notification.attempts,
    next_attempt_at: notification.nextAttemptAt,
    last_error: notification.lastError,
    receipt: notification.receipt,
    created_at: notification.createdAt,
    updated_at: notification.updatedAt,
    write_order: writeOrder,
  };
}

function decode(row: NotificationRow): Notification {
  return {
    project: row.project,
    notificationId: row.notification_id,
    notifier: row.notifier,
    kind: row.kind,
    incidentId: row.incident_id,
    transitionId: row.transition_id,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at_ms,
    lastError: row.last_error,
    receipt: row.receipt,
    createdAt: row.created_at_ms,
    updatedAt: row.updated_at_ms,
  };
}
