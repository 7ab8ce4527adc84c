import { createHmac } from 'node:crypto';
import {
  type Complain,
  type LoopbackReceiver,
  type ReceivedRequest,
  startReceiver,
} from './loopback-receiver.ts';

/** ReceivedWebhook is one verified message. */
interface ReceivedWebhook {
  readonly id: string;
  readonly timestamp: number;
  readonly type: string;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Record<string, unknown>;
  };
}

/** WebhookReceiver takes Standard Webhooks messages. */
export interface WebhookReceiver extends LoopbackReceiver {
  readonly hookUrl: string;
  /** Every delivery, repeats included. */
  webhooks(): readonly ReceivedWebhook[];
}

/** signature is written here from the specification, apart from the library that the product uses. */
export function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function checkBody(body: string, complain: Complain): void {
  const message = JSON.parse(body) as Record<string, unknown>;
  if (JSON.stringify(Object.keys(message)) !== '["type","timestamp","data"]')
    complain('body is {type, timestamp, data}');
  if (!/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/.test(String(message.type))) complain(`type ${message.type}`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(message.timestamp)))
    complain(`timestamp ${message.timestamp}`);
  if (typeof message.data !== 'object') complain('data is an object');
  if (Buffer.byteLength(body) > 20_000) complain('larger than 20 kB');
}

function check(request: ReceivedRequest, secrets: readonly string[], complain: Complain): void {
  const { headers, body } = request;
  const id = String(headers['webhook-id'] ?? '');
  const timestamp = String(headers['webhook-timestamp'] ?? '');
  const signatures = String(headers['webhook-signature'] ?? '').split(' ');
  if (request.method !== 'POST') complain('not a POST');
  if (headers['content-type'] !== 'application/json') complain(`content type ${headers['content-type']}`);
  if (id === '' || id.includes('.')) complain(`webhook-id ${id}`);
  if (!/^\d{10}$/.test(timestamp)) complain(`webhook-timestamp ${timestamp} is not in seconds`);
  for (const secret of secrets)
    if (!signatures.includes(signature(secret, id, timestamp, body))) complain('a signature is missing');
  if (signatures.length !== secrets.length) complain(`${signatures.length} signatures`);
  checkBody(body, complain);
}

/** startWebhookReceiver verifies every request against all the secrets. */
export async function startWebhookReceiver(...secrets: readonly string[]): Promise<WebhookReceiver> {
  const receiver = await startReceiver((request, complain) => {
    check(request, secrets, complain);
    return { status: 204 };
  });
  return {
    ...receiver,
    hookUrl: `${receiver.url}/hooks/in?token=url-token`,
    webhooks: () =>
      receiver.requests.map(({ headers, body }) => {
        const message = JSON.parse(body) as ReceivedWebhook['body'];
        return {
          id: String(headers['webhook-id']),
          timestamp: Number(headers['webhook-timestamp']),
          type: message.type,
          body: message,
        };
      }),
  };
}
