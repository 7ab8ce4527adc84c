import { requestPath } from '../../api/request-path.ts';
import type { ModelState, Notification } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { plural } from '../../format/number.ts';
import { formatTime } from '../../format/time.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Show } from '../../parts/states.tsx';

const BADGES: Readonly<Record<Notification['state'], ModelState>> = {
  delivered: 'ok',
  pending: 'waiting',
  failed: 'critical',
  suppressed: 'no_data',
};

const COLUMNS: readonly Column<Notification>[] = [
  { title: 'To', value: (row) => row.notifier },
  {
    title: 'Delivery',
    value: (row) => row.state,
    show: (row) => <StateBadge state={BADGES[row.state]} word={row.state} />,
  },
  { title: 'Attempts', value: (row) => row.attempts, numeric: true },
  { title: 'Made', value: (row) => row.created_at, show: (row) => formatTime(row.created_at) },
  { title: 'Last word', value: (row) => row.updated_at, show: (row) => formatTime(row.updated_at) },
  { title: 'Problem', value: (row) => row.last_error, show: (row) => row.last_error || '–' },
];

/** NotificationsPanel shows who was told of an incident, and whether it arrived. */
export function NotificationsPanel({ incidentId }: { readonly incidentId: string }) {
  const sent = useList<Notification>(
    requestPath('/v1/notifications', { incident_id: incidentId, limit: 1000 }),
    ['notifications', 'incidents'],
  );
  return (
    <section class="panel">
      <Show what="the notifications" from={sent}>
        {(rows) =>
          rows.length === 0 ? (
            <>
              <h2>Notifications</h2>
              <p class="faint">Nobody was told: no route of the configuration matches this incident.</p>
            </>
          ) : (
            <DataTable
              caption={`Notifications: ${delivered(rows)}`}
              columns={COLUMNS}
              rows={rows}
              keyOf={(row) => row.notification_id}
            />
          )
        }
      </Show>
    </section>
  );
}

function delivered(rows: readonly Notification[]): string {
  const count = rows.filter(({ state }) => state === 'delivered').length;
  return `${count} of ${plural(rows.length, 'message')} delivered`;
}
