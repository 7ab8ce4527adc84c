import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IncidentNotifier } from '../../../alerts/notifiers/notifier.ts';
import { isSigningSecret, signedHeaders } from '../../../alerts/standard-webhook.ts';
import { Secret } from '../../../domain/index.ts';
import { storyOf } from '../../support/incident-story.ts';
import { signature, startWebhookReceiver } from '../../support/webhook-receiver.ts';
import { notifierOf } from './notifier-cases.ts';

const NEW = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const OLD = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const URL = 'https://plumbline.example/incidents/1';

// The worked example of the Standard Webhooks specification.
test('webhook: the signature of the published example', () => {
  const secret = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = '{"test": 2432232314}';
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const expected = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  for (const form of [secret, `whsec_${secret}`]) {
    const headers = signedHeaders([new Secret(form)], id, 1_614_265_330_999, body);
    assert.equal(headers['webhook-timestamp'], '1614265330');
    assert.equal(headers['webhook-signature'], expected);
    assert.equal(signature(form, id, '1614265330', body), expected);
  }
});

test('webhook: while a secret is rotated, both sign', async (t) => {
  const server = await startWebhookReceiver(NEW, OLD);
  t.after(() => server.close());
  const entry = { type: 'webhook', url: server.hookUrl, secret: NEW, previous_secret: OLD };
  const outcome = await (notifierOf(t, entry) as IncidentNotifier).deliver(storyOf({}, URL).delivery(0));
  assert.equal(outcome.outcome, 'delivered');
  assert.equal(String(server.requests[0]!.headers['webhook-signature']).split(' ').length, 2);
});

test('webhook: attempts of one message share id and body and have their own timestamp', async (t) => {
  const server = await startWebhookReceiver(NEW);
  t.after(() => server.close());
  server.answerNext({ status: 503 });
  const notifier = notifierOf(t, { type: 'webhook', url: server.hookUrl, secret: NEW }) as IncidentNotifier;
  const story = storyOf({}, URL);
  const now = Date.UTC(2026, 1, 1);
  assert.equal((await notifier.deliver(story.delivery(0, now))).outcome, 'retry');
  assert.equal((await notifier.deliver(story.delivery(0, now + 5000))).outcome, 'delivered');
  const [first, second] = server.webhooks();
  assert.equal(first!.id, second!.id);
  assert.equal(server.requests[0]!.body, server.requests[1]!.body);
  assert.equal(second!.timestamp - first!.timestamp, 5);
});

test('webhook: the body tells the transition', async (t) => {
  const server = await startWebhookReceiver(NEW);
  t.after(() => server.close());
  const notifier = notifierOf(t, { type: 'webhook', url: server.hookUrl, secret: NEW }) as IncidentNotifier;
  const story = storyOf({}, URL);
  for (const index of [0, 1, 2]) {
    const delivery = story.delivery(index);
    await notifier.deliver(delivery);
    story.arrived(delivery, {});
  }
  assert.deepEqual(
    server.webhooks().map(({ type }) => type),
    ['incident.opened', 'incident.severity_changed', 'incident.resolved'],
  );
  const [opened] = story.history;
  assert.deepEqual(server.webhooks()[0]!.body, {
    type: 'incident.opened',
    timestamp: '2026-01-06T00:01:00.000Z',
    data: {
      project: 'default',
      incident_id: opened!.incidentId,
      transition_id: opened!.transitionId,
      sequence: 0,
      kind: 'opened',
      state: 'open',
      severity: 'warning',
      model: 'delays',
      version: 'v1',
      monitor: 'inputs',
      deployment: 'live',
      segment: '',
      firing: ['inputs'],
      since: '2026-01-05T00:00:00.000Z',
      window: { start: '2026-01-05T00:00:00.000Z', end: '2026-01-06T00:00:00.000Z' },
      summary: 'origin_delay drifts.',
      evaluation_id: 'delays/inputs/v1/0',
      evidence: [
        {
          subject: { kind: 'feature', name: 'origin_delay' },
          statistic: 'psi',
          value: 0.31,
          effect: 0.31,
          p_adjusted: 0.0004,
          threshold: 0.1,
          interval: null,
          severity: 'critical',
          rule: 'psi 0.31 ≥ 0.1 and p 0.0004 < 0.01',
        },
      ],
      url: URL,
    },
  });
});

test('webhook: a signing secret has 24 to 64 bytes of base64', () => {
  for (const bytes of [24, 32, 64])
    assert.equal(isSigningSecret(`whsec_${Buffer.alloc(bytes).toString('base64')}`), true);
  for (const text of [
    '',
    'whsec_',
    'secret',
    Buffer.alloc(23).toString('base64'),
    Buffer.alloc(65).toString('base64'),
  ])
    assert.equal(isSigningSecret(text), false, text);
});
