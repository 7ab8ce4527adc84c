import type { Type } from 'typebox';
import type { ConfigPath } from '../../domain/index.ts';
import type { ReadResult } from '../config/problems.ts';
import type { AddressGuard } from '../outbound/address-guard.ts';
import type { OutboundHttp } from '../ports.ts';
import { type RetrainingConfig, RetrainingConfigSchema, readRetrainingConfig } from '../retraining/config.ts';
import { createRetrainingNotifier } from '../retraining/retraining.ts';
import { type EmailConfig, EmailConfigSchema, readEmailConfig } from './email/config.ts';
import { createEmailNotifier } from './email/email.ts';
import type { Notifier } from './notifier.ts';
import { type PagerDutyConfig, PagerDutyConfigSchema, readPagerDutyConfig } from './pagerduty/config.ts';
import { createPagerDutyNotifier } from './pagerduty/pagerduty.ts';
import { readSlackConfig, type SlackConfig, SlackConfigSchema } from './slack/config.ts';
import { createSlackNotifier } from './slack/slack.ts';
import { readWebhookConfig, type WebhookConfig, WebhookConfigSchema } from './webhook/config.ts';
import { createWebhookNotifier } from './webhook/webhook.ts';

/** NotifierConfig is the checked form of one entry of notifiers. */
export type NotifierConfig = SlackConfig | PagerDutyConfig | EmailConfig | WebhookConfig | RetrainingConfig;

/** NotifierKind is the type of an entry of notifiers. */
export type NotifierKind = NotifierConfig['type'];

interface Definition {
  readonly schema: Type.TObject;
  /** Settings that may come from a file: `token_file` names the file that holds `token`. */
  readonly secrets: readonly string[];
  read(raw: unknown, path: ConfigPath): ReadResult<NotifierConfig>;
}

const SIGNED = ['url', 'secret', 'previous_secret'];

/** NOTIFIERS lists every kind of notifier; adding one means its folder and one line here and below. */
export const NOTIFIERS: Readonly<Record<NotifierKind, Definition>> = Object.freeze({
  slack: { schema: SlackConfigSchema, secrets: ['token'], read: readSlackConfig },
  pagerduty: { schema: PagerDutyConfigSchema, secrets: ['routing_key'], read: readPagerDutyConfig },
  email: { schema: EmailConfigSchema, secrets: ['password', 'ca'], read: readEmailConfig },
  webhook: { schema: WebhookConfigSchema, secrets: SIGNED, read: readWebhookConfig },
  retraining: { schema: RetrainingConfigSchema, secrets: SIGNED, read: readRetrainingConfig },
});

/** createNotifier makes the notifier of one entry; all of them leave through the same outbound policy. */
export function createNotifier(config: NotifierConfig, http: OutboundHttp, guard: AddressGuard): Notifier {
  switch (config.type) {
    case 'slack':
      return createSlackNotifier(config, http);
    case 'pagerduty':
      return createPagerDutyNotifier(config, http);
    case 'email':
      return createEmailNotifier(config, guard);
    case 'webhook':
      return createWebhookNotifier(config, http);
    case 'retraining':
      return createRetrainingNotifier(config, http);
  }
}
