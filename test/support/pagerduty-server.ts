import { type Complain, type LoopbackReceiver, startReceiver } from './loopback-receiver.ts';

/** PagerDutyEvent is one event as it was sent. */
interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: string;
  readonly dedup_key: string;
  readonly payload?: {
    readonly summary: string;
    readonly severity: string;
    readonly custom_details?: unknown;
  };
  readonly client_url?: string;
}

/** PagerDutyServer behaves like the Events API v2. */
export interface PagerDutyServer extends LoopbackReceiver {
  events(): readonly PagerDutyEvent[];
}

const FIELDS = [
  'routing_key',
  'dedup_key',
  'event_action',
  'payload',
  'client',
  'client_url',
  'links',
  'images',
];

function checkPayload(payload: Record<string, unknown>, complain: Complain): void {
  for (const field of ['summary', 'source', 'severity'])
    if (typeof payload[field] !== 'string' || payload[field] === '') complain(`payload.${field} is missing`);
  if (String(payload.summary).length > 1024) complain('the summary is too long');
  if (!['critical', 'error', 'warning', 'info'].includes(String(payload.severity)))
    complain('unknown severity');
  if (payload.timestamp !== undefined && Number.isNaN(Date.parse(String(payload.timestamp))))
    complain('timestamp');
}

function checkEvent(event: Record<string, unknown>, open: Set<string>, complain: Complain): void {
  for (const field of Object.keys(event)) if (!FIELDS.includes(field)) complain(`unknown field ${field}`);
  if (!/^[0-9a-zA-Z]{32}$/.test(String(event.routing_key))) complain('routing_key has 32 characters');
  const key = String(event.dedup_key ?? '');
  if (key.length > 255) complain('dedup_key is too long');
  if (event.event_action === 'trigger') {
    checkPayload((event.payload ?? {}) as Record<string, unknown>, complain);
    for (const link of (event.links ?? []) as { href?: unknown }[])
      if (!/^https?:/.test(String(link.href))) complain('a link without href');
    open.add(key);
  } else if (event.event_action === 'resolve') {
    if (!open.delete(key)) complain('resolves what was not triggered');
  } else complain(`event_action ${event.event_action}`);
}

/** startPagerDutyServer takes POST /v2/enqueue and answers 202. */
export async function startPagerDutyServer(): Promise<PagerDutyServer> {
  const open = new Set<string>();
  const receiver = await startReceiver((request, complain) => {
    if (request.method !== 'POST' || request.path !== '/v2/enqueue') complain('not the enqueue route');
    if (request.headers['content-type'] !== 'application/json') complain('content type');
    if (Buffer.byteLength(request.body) > 512_000) complain('larger than 512 kB');
    const event = JSON.parse(request.body) as Record<string, unknown>;
    checkEvent(event, open, complain);
    return {
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: event.dedup_key },
    };
  });
  return {
    ...receiver,
    events: () => receiver.requests.map(({ body }) => JSON.parse(body) as PagerDutyEvent),
  };
}
