import {
  type Logger,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import type { Notification } from '../../../domain/index.ts';
import { type DeliveryOutcome, statusOutcome, thrownOutcome } from '../../outcome.ts';
import type { OutboundHttp } from '../../ports.ts';
import type { IncidentDelivery, IncidentNotifier } from '../notifier.ts';
import type { SlackConfig } from './config.ts';
import { headMessage, replyMessage } from './message.ts';

// Errors in Slack's answers that the same call may not meet again; all others need a person.
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

// The client would print requests, and so messages, to the console.
const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

const BODILESS = new Set([204, 205, 304]);

/** guardedFetch lets Slack's client speak through the outbound policy. */
function guardedFetch(http: OutboundHttp) {
  return async (url: string | URL, init: { headers?: Record<string, string>; body?: unknown } = {}) => {
    const { status, headers, body } = await http.send({
      method: 'POST',
      url: String(url),
      headers: init.headers ?? {},
      body: typeof init.body === 'string' ? init.body : '',
    });
    return new Response(BODILESS.has(status) ? null : body, { status, headers });
  };
}

function outcomeOf(thrown: unknown, now: number): DeliveryOutcome {
  if (thrown instanceof WebAPIRateLimitedError)
    return { outcome: 'retry', reason: 'Slack limits the rate.', retryAfterMs: thrown.retryAfter * 1000 };
  if (thrown instanceof WebAPIHTTPError)
    return statusOutcome({ status: thrown.statusCode, headers: thrown.headers }, now);
  if (thrown instanceof WebAPIRequestError) return thrownOutcome(thrown.original);
  if (thrown instanceof WebAPIPlatformError) {
    const error = /^[a-z0-9_]{1,80}$/.test(thrown.data.error)
      ? thrown.data.error
      : 'an answer that is not JSON';
    const reason = `Slack answered ${error}.`;
    const passing = PASSING.has(error) || error === 'an answer that is not JSON';
    return passing ? { outcome: 'retry', reason, retryAfterMs: null } : { outcome: 'refused', reason };
  }
  return { outcome: 'retry', reason: 'Slack did not take the message.', retryAfterMs: null };
}

/** headOf finds the message in the channel that later ones belong to. */
function headOf(earlier: readonly Notification[]): { channel: string; ts: string } | null {
  for (const { receipt } of earlier) {
    const { channel, thread: ts } = receipt;
    if (channel && ts) return { channel, ts };
  }
  return null;
}

/** createSlackNotifier posts one message per incident and tells how it goes on in its thread. */
export function createSlackNotifier(config: SlackConfig, http: OutboundHttp): IncidentNotifier {
  const client = new WebClient(config.token.reveal(), {
    slackApiUrl: config.apiUrl,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
    fetch: guardedFetch(http),
  });

  async function post(delivery: IncidentDelivery): Promise<DeliveryOutcome> {
    const { message, notification, earlier } = delivery;
    const head = headOf(earlier);
    // The update comes first: it may be repeated without a trace when the reply fails.
    if (head && message.resolved) await client.chat.update({ ...head, ...headMessage(message) });
    const content = head ? replyMessage(message) : headMessage(message);
    const answer = await client.chat.postMessage({
      channel: head?.channel ?? config.channel,
      ...content,
      ...(head ? { thread_ts: head.ts } : {}),
      unfurl_links: false,
      unfurl_media: false,
      metadata: {
        event_type: 'plumbline_incident',
        event_payload: { notification_id: notification.notificationId, incident_id: message.incidentId },
      },
    });
    const channel = answer.channel ?? head?.channel ?? '';
    const ts = answer.ts ?? '';
    return { outcome: 'delivered', receipt: { channel, ts, thread: head?.ts ?? ts } };
  }

  return {
    name: config.name,
    kind: 'slack',
    coalesces: true,
    async deliver(delivery) {
      try {
        return await post(delivery);
      } catch (thrown) {
        return outcomeOf(thrown, delivery.now);
      }
    },
  };
}
