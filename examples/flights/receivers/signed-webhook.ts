import { Webhook } from 'standardwebhooks';
import { createInbox, type Inbox } from './inbox.ts';
import { type Listening, listenOnLoopback, type ReceivedRequest } from './loopback-http.ts';

/** SignedWebhook is one webhook whose signature was right. */
export interface SignedWebhook {
  /** The same on every attempt to deliver it. */
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** WebhookReceiver takes signed webhooks. */
export interface WebhookReceiver extends Listening {
  readonly url: string;
  /** Each webhook once, however often it was delivered. */
  readonly inbox: Inbox<SignedWebhook>;
  /** Requests with a wrong or old signature. */
  readonly refused: () => number;
}

/**
 * startSignedWebhook verifies Standard Webhooks signatures over the raw body, answers before it works, and hands
 * each webhook to `receive` once: deliveries repeat with the same id.
 */
export async function startSignedWebhook(
  secret: string,
  receive: (webhook: SignedWebhook) => void = () => {},
): Promise<WebhookReceiver> {
  const verifier = new Webhook(secret);
  const inbox = createInbox<SignedWebhook>();
  const seen = new Set<string>();
  let refused = 0;
  const listening = await listenOnLoopback((request) => {
    if (request.method !== 'POST' || request.path !== '/webhook') return { status: 404, body: {} };
    const webhook = verify(verifier, request);
    if (!webhook) {
      refused++;
      return { status: 401, body: { error: 'signature' } };
    }
    if (!seen.has(webhook.id)) {
      seen.add(webhook.id);
      inbox.add(webhook);
      setImmediate(receive, webhook);
    }
    return { status: 202, body: { id: webhook.id } };
  });
  return { ...listening, url: `http://127.0.0.1:${listening.port}/webhook`, inbox, refused: () => refused };
}

function verify(verifier: Webhook, { headers, body }: ReceivedRequest): SignedWebhook | null {
  try {
    const verified = verifier.verify(body, headers as Record<string, string>);
    if (typeof verified !== 'object' || verified === null) return null;
    return { id: String(headers['webhook-id']), body: verified as Record<string, unknown> };
  } catch {
    return null;
  }
}
