import { createInbox, type Inbox } from './inbox.ts';
import { type Listening, listenOnLoopback, parseJson } from './loopback-http.ts';

/** PagerDutyEvent is one accepted event. */
interface PagerDutyEvent {
  readonly action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedupKey: string;
  /** Empty unless it triggers. */
  readonly summary: string;
  readonly severity: string;
}

/** PagerDutyReceiver answers like the Events API v2. */
export interface PagerDutyReceiver extends Listening {
  /** Base address; events go to /v2/enqueue below it. */
  readonly url: string;
  readonly inbox: Inbox<PagerDutyEvent>;
}

const ACTIONS = ['trigger', 'acknowledge', 'resolve'] as const;
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

/** startPagerDuty takes POST /v2/enqueue: 202 for a valid event, 400 with the reasons otherwise. */
export async function startPagerDuty(routingKey: string): Promise<PagerDutyReceiver> {
  const inbox = createInbox<PagerDutyEvent>();
  const listening = await listenOnLoopback((request) => {
    if (request.method !== 'POST' || request.path !== '/v2/enqueue') return { status: 404, body: {} };
    const event = parseJson(request.body) ?? {};
    const problems = problemsOf(event, routingKey);
    if (problems.length > 0) {
      return {
        status: 400,
        body: { status: 'invalid event', message: 'Event object is invalid', errors: problems },
      };
    }
    const payload = (event.payload ?? {}) as Record<string, unknown>;
    const dedupKey = String(event.dedup_key ?? `generated-${inbox.total + 1}`);
    inbox.add({
      action: event.event_action as PagerDutyEvent['action'],
      dedupKey,
      summary: String(payload.summary ?? ''),
      severity: String(payload.severity ?? ''),
    });
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
  });
  return { ...listening, url: `http://127.0.0.1:${listening.port}`, inbox };
}

function problemsOf(event: Record<string, unknown>, routingKey: string): string[] {
  const problems: string[] = [];
  if (event.routing_key !== routingKey) problems.push("'routing_key' is invalid");
  if (!ACTIONS.some((action) => action === event.event_action)) problems.push("'event_action' is invalid");
  const key = event.dedup_key;
  if (event.event_action !== 'trigger' && !key) problems.push("'dedup_key' is missing");
  if (typeof key === 'string' && key.length > 255) problems.push("'dedup_key' is too long");
  if (event.event_action !== 'trigger') return problems;
  const payload = (event.payload ?? {}) as Record<string, unknown>;
  for (const field of ['summary', 'source', 'severity']) {
    if (typeof payload[field] !== 'string' || payload[field] === '')
      problems.push(`'payload.${field}' is missing or blank`);
  }
  if (String(payload.summary ?? '').length > 1024) problems.push("'payload.summary' is too long");
  if (!SEVERITIES.includes(String(payload.severity))) problems.push("'payload.severity' is invalid");
  return problems;
}
