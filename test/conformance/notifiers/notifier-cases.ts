import type { TestContext } from 'node:test';
import { readAlertsConfig } from '../../../alerts/index.ts';
import type { IncidentNotifier, Notifier } from '../../../alerts/notifiers/notifier.ts';
import { createReceivers, type Receivers } from '../../../alerts/receivers.ts';
import type { Reply } from '../../support/loopback-receiver.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { startPagerDutyServer } from '../../support/pagerduty-server.ts';
import { startSlackServer } from '../../support/slack-server.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

/** CANARY is in every secret of the cases: it must not be in anything that people read. */
export const CANARY = 'canary4711';

const SIGNING_SECRET = `whsec_${Buffer.from(`${CANARY}-signing-secret-bytes`).toString('base64')}`;

/** silentLog drops log lines. */
export const silentLog = { info: () => {}, warn: () => {}, error: () => {} };

/** Case is one incident notifier in front of its receiver. */
export interface Case {
  readonly notifier: IncidentNotifier;
  /** Messages that the receiver took. */
  taken(): number;
  /** All text of the newest message that a person or system reads. */
  newestText(): string;
  /** Lets the next attempt meet trouble. */
  meet(trouble: Trouble): void;
}

/** Trouble is what a receiver may do to a message. */
export type Trouble = 'overload' | 'refusal' | 'gone' | 'hang-up';

function receiversOf(t: TestContext, section: object): Receivers {
  const read = readAlertsConfig({ ...section, outbound: { allow: ['127.0.0.1'], timeout: '2s' } });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const receivers = createReceivers(read.value, silentLog);
  t.after(() => receivers.http.close());
  return receivers;
}

/** notifierOf makes one notifier from its entry. */
export function notifierOf(t: TestContext, entry: object): Notifier {
  return [...receiversOf(t, { notifiers: [{ name: 'under-test', ...entry }] }).notifiers.values()][0]!;
}

const HTTP_TROUBLE: Readonly<Record<Trouble, Reply>> = {
  overload: { status: 429, headers: { 'retry-after': '7' }, body: { echoed: CANARY } },
  refusal: { status: 400, body: { status: 'invalid event', message: CANARY, errors: [CANARY] } },
  gone: { status: 410, body: CANARY },
  'hang-up': 'drop',
};

async function webhookCase(t: TestContext): Promise<Case> {
  const server = await startWebhookReceiver(SIGNING_SECRET);
  t.after(() => server.close());
  const url = `${server.hookUrl}-${CANARY}`;
  return {
    notifier: notifierOf(t, { type: 'webhook', url, secret: SIGNING_SECRET }) as IncidentNotifier,
    taken: () => server.requests.length,
    newestText: () => server.requests.at(-1)!.body,
    meet: (trouble) => server.answerNext(HTTP_TROUBLE[trouble]),
  };
}

async function pagerDutyCase(t: TestContext): Promise<Case> {
  const server = await startPagerDutyServer();
  t.after(() => server.close());
  const routingKey = `${CANARY}`.padEnd(32, '0');
  return {
    notifier: notifierOf(t, {
      type: 'pagerduty',
      routing_key: routingKey,
      url: server.url,
    }) as IncidentNotifier,
    taken: () => server.requests.length,
    newestText: () => server.requests.at(-1)!.body.replaceAll(routingKey, ''),
    meet(trouble) {
      const echo = { status: 400, body: { message: `bad key ${routingKey}`, errors: [routingKey] } };
      server.answerNext(trouble === 'refusal' ? echo : HTTP_TROUBLE[trouble]);
    },
  };
}

async function slackCase(t: TestContext): Promise<Case> {
  const token = `xoxb-${CANARY}`;
  const server = await startSlackServer(token);
  t.after(() => server.close());
  return {
    notifier: notifierOf(t, {
      type: 'slack',
      token,
      channel: '#drift',
      api_url: server.apiUrl,
    }) as IncidentNotifier,
    taken: () => server.calls().filter(({ method }) => method === 'chat.postMessage').length,
    newestText: () => `${server.calls().at(-1)!.text}\n${server.calls().at(-1)!.blockText}`,
    meet(trouble) {
      const refused = { status: 200, body: { ok: false, error: 'channel_not_found', detail: token } };
      server.answerNext(trouble === 'refusal' ? refused : HTTP_TROUBLE[trouble]);
    },
  };
}

async function emailCase(t: TestContext): Promise<Case> {
  const server = await startMailServer();
  t.after(() => server.close());
  return {
    notifier: notifierOf(t, {
      type: 'email',
      from: 'plumbline@example.com',
      to: ['team@example.com', 'lead@example.com'],
      host: '127.0.0.1',
      port: server.port,
      require_tls: false,
    }) as IncidentNotifier,
    taken: () => server.mails.length,
    newestText() {
      const { headers, text, html } = server.mails.at(-1)!;
      return `${headers.get('subject')}\n${text}\n${html}`;
    },
    meet(trouble) {
      const code = trouble === 'refusal' ? 550 : 451;
      server.refuseNext(code, code);
    },
  };
}

interface Row {
  readonly start: (t: TestContext) => Promise<Case>;
  /** What this kind of receiver may answer; SMTP knows no 410. */
  readonly troubles: readonly Trouble[];
}

const HTTP: readonly Trouble[] = ['overload', 'refusal', 'gone', 'hang-up'];

/** CASES lists every incident notifier. */
export const CASES: Readonly<Record<string, Row>> = {
  slack: { start: slackCase, troubles: HTTP },
  pagerduty: { start: pagerDutyCase, troubles: HTTP },
  email: { start: emailCase, troubles: ['overload', 'refusal'] },
  webhook: { start: webhookCase, troubles: HTTP },
};
