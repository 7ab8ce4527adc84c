import { randomBytes } from 'node:crypto';
import type { Endpoints } from '../service-config.ts';
import { type MailReceiver, startMail } from './mail.ts';
import { type PagerDutyReceiver, startPagerDuty } from './pagerduty.ts';
import { type SignedWebhook, startSignedWebhook, type WebhookReceiver } from './signed-webhook.ts';
import { type SlackReceiver, startSlack } from './slack.ts';

/** Receivers is everything that the service talks to in the demo. */
export interface Receivers {
  readonly endpoints: Endpoints;
  readonly slack: SlackReceiver;
  readonly pagerDuty: PagerDutyReceiver;
  readonly mail: MailReceiver;
  readonly webhooks: WebhookReceiver;
  readonly retraining: WebhookReceiver;
  close(): Promise<void>;
}

/** startReceivers listens on free ports of loopback, with fresh secrets. */
export async function startReceivers(onRetraining: (webhook: SignedWebhook) => void): Promise<Receivers> {
  const slackToken = `xoxb-${randomBytes(12).toString('hex')}`;
  const pagerDutyKey = randomBytes(16).toString('hex');
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const [slack, pagerDuty, mail, webhooks, retraining] = await Promise.all([
    startSlack(slackToken),
    startPagerDuty(pagerDutyKey),
    startMail(),
    startSignedWebhook(webhookSecret),
    startSignedWebhook(webhookSecret, onRetraining),
  ]);
  return {
    endpoints: {
      slackUrl: slack.url,
      slackToken,
      pagerDutyUrl: pagerDuty.url,
      pagerDutyKey,
      mailPort: mail.port,
      webhookUrl: webhooks.url,
      retrainingUrl: retraining.url,
      webhookSecret,
    },
    slack,
    pagerDuty,
    mail,
    webhooks,
    retraining,
    async close() {
      await Promise.all([slack, pagerDuty, mail, webhooks, retraining].map((receiver) => receiver.close()));
    },
  };
}
