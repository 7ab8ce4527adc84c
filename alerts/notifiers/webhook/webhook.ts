import { statusOutcome, thrownOutcome } from '../../outcome.ts';
import type { OutboundHttp } from '../../ports.ts';
import { signedHeaders } from '../../standard-webhook.ts';
import type { IncidentNotifier } from '../notifier.ts';
import type { WebhookConfig } from './config.ts';
import { webhookBody } from './message.ts';

/** createWebhookNotifier sends every transition as a signed Standard Webhooks message. */
export function createWebhookNotifier(config: WebhookConfig, http: OutboundHttp): IncidentNotifier {
  return {
    name: config.name,
    kind: 'webhook',
    coalesces: false,
    async deliver({ notification, transition, message, now }) {
      const body = webhookBody(transition, message.first, message.url);
      try {
        const response = await http.send({
          method: 'POST',
          url: config.url.reveal(),
          headers: signedHeaders(config.secrets, notification.notificationId, now, body),
          body,
        });
        return statusOutcome(response, now);
      } catch (thrown) {
        return thrownOutcome(thrown);
      }
    },
  };
}
