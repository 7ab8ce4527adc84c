import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { IncidentNotifier } from '../../../alerts/notifiers/notifier.ts';
import { readPagerDutyConfig } from '../../../alerts/notifiers/pagerduty/config.ts';
import { pagerDutyEvent } from '../../../alerts/notifiers/pagerduty/message.ts';
import { storyOf } from '../../support/incident-story.ts';
import { startPagerDutyServer } from '../../support/pagerduty-server.ts';
import { notifierOf } from './notifier-cases.ts';

const KEY = 'R'.repeat(32);
const URL = 'https://plumbline.example/incidents/1';

async function pagerDuty(t: TestContext, changes: object = {}) {
  const server = await startPagerDutyServer();
  t.after(() => server.close());
  const entry = { type: 'pagerduty', routing_key: KEY, url: server.url, ...changes };
  return { server, notifier: notifierOf(t, entry) as IncidentNotifier };
}

test('pagerduty: trigger, trigger again and resolve share the incident id as key', async (t) => {
  const { server, notifier } = await pagerDuty(t);
  const story = storyOf({}, URL);
  for (const index of [0, 1, 2]) await notifier.deliver(story.delivery(index));
  const { incidentId } = story.history[0]!;
  assert.deepEqual(
    server.events().map((event) => [event.event_action, event.dedup_key, event.payload?.severity]),
    [
      ['trigger', incidentId, 'warning'],
      ['trigger', incidentId, 'critical'],
      ['resolve', incidentId, undefined],
    ],
  );
  assert.equal(server.events()[0]!.client_url, URL);
  assert.equal(server.events()[0]!.payload!.summary, 'Warning: delays, inputs');
});

test('pagerduty: severities are mapped as configured', async (t) => {
  const { server, notifier } = await pagerDuty(t, { severity: { warning: 'info', critical: 'error' } });
  const story = storyOf({}, URL);
  for (const index of [0, 1]) await notifier.deliver(story.delivery(index));
  assert.deepEqual(
    server.events().map(({ payload }) => payload!.severity),
    ['info', 'error'],
  );
});

test('pagerduty: why an event is invalid is told, without the key', async (t) => {
  const { server, notifier } = await pagerDuty(t);
  const errors = [`'routing_key' ${KEY} is unknown`];
  server.answerNext({
    status: 400,
    body: { status: 'invalid event', message: 'Event object is invalid', errors },
  });
  assert.deepEqual(await notifier.deliver(storyOf({}, URL).delivery(0)), {
    outcome: 'refused',
    reason: "The receiver answered 400: Event object is invalid; 'routing_key' [secret] is unknown.",
  });
});

test('pagerduty: an event that would be too large goes without its details', () => {
  const read = readPagerDutyConfig({ name: 'p', type: 'pagerduty', routing_key: KEY }, []);
  assert.ok(read.ok);
  const { message } = storyOf({}, URL).delivery(0);
  const large = { ...message, changes: Array.from({ length: 2000 }, () => '🛫'.repeat(250)) };
  const body = pagerDutyEvent(large, read.value);
  assert.ok(Buffer.byteLength(body) < 512_000);
  const event = JSON.parse(body) as { payload: { summary: string; custom_details: unknown } };
  assert.equal(event.payload.summary, message.title);
  assert.deepEqual(event.payload.custom_details, { cut: 'too large for PagerDuty' });
});
