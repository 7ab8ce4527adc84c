import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { RETRY_DELAYS } from '../../../alerts/retry.ts';
import { evaluation, series } from '../../support/alert-builders.ts';
import { checkedConfig, type Harness, MONITORS, SECRET, startHarness } from '../../support/alerts-harness.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

async function hooked(t: TestContext) {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const section = { notifiers: [{ name: 'hook', type: 'webhook', url: server.hookUrl, secret: SECRET }] };
  return { server, section, harness: startHarness(t, section) };
}

const decay = (day: number, severity: 'none' | 'warning' | 'critical', model = 'delays') =>
  evaluation(day, severity, { key: series({ monitor: 'decay', model }) });

const rows = ({ stores }: Harness) =>
  [...stores.notifications.values()].map(({ state, attempts, lastError }) => ({
    state,
    attempts,
    lastError,
  }));

async function after(harness: Harness, ms: number): Promise<void> {
  harness.clock.now += ms;
  await harness.tick();
}

test('deliveries: the row is there before the first byte leaves', async (t) => {
  const { server, harness } = await hooked(t);
  const load = harness.stores.loadForIncident.bind(harness.stores);
  const states: string[] = [];
  // The dispatcher reads the incident's rows right before it sends.
  t.mock.method(harness.stores, 'loadForIncident', async (project: string, incidentId: string) => {
    const found = await load(project, incidentId);
    states.push(...found.map(({ state }) => `${state} after ${server.requests.length} requests`));
    return found;
  });
  await harness.feed(decay(0, 'warning'));
  assert.deepEqual(states, ['pending after 0 requests']);
  assert.equal(server.requests.length, 1);
});

test('deliveries: a failing receiver is tried after 5 s, 5 min, … with the same id, and given up at last', async (t) => {
  const { server, harness } = await hooked(t);
  server.answerNext(...RETRY_DELAYS.map(() => ({ status: 503 })), { status: 503 });
  await harness.feed(decay(0, 'warning'));
  for (const [index, delay] of RETRY_DELAYS.entries()) {
    await after(harness, delay - 1);
    assert.equal(server.requests.length, index + 1, 'too early');
    await after(harness, 1);
    assert.equal(server.requests.length, index + 2);
  }
  assert.equal(new Set(server.webhooks().map(({ id }) => id)).size, 1);
  assert.deepEqual(rows(harness), [
    { state: 'failed', attempts: 8, lastError: 'Given up after 8 attempts. The receiver answered 503.' },
  ]);
  await after(harness, 100 * 3_600_000);
  assert.equal(server.requests.length, 8);
});

test('deliveries: Retry-After holds back the whole notifier', async (t) => {
  const { server, harness } = await hooked(t);
  server.answerNext({ status: 429, headers: { 'retry-after': '600' } });
  await harness.feed(decay(0, 'warning'), decay(0, 'warning', 'fares'));
  assert.equal(server.requests.length, 1);
  await after(harness, 599_999);
  assert.equal(server.requests.length, 1);
  await after(harness, 1);
  assert.equal(server.requests.length, 3);
});

test('deliveries: 4xx is final, the next message goes out', async (t) => {
  const { server, harness } = await hooked(t);
  server.answerNext({ status: 400, body: 'canary' });
  await harness.feed(decay(0, 'warning'), decay(0, 'warning', 'fares'));
  assert.deepEqual(rows(harness), [
    { state: 'failed', attempts: 1, lastError: 'The receiver answered 400.' },
    { state: 'delivered', attempts: 1, lastError: '' },
  ]);
  assert.equal(server.requests.length, 2);
});

test('deliveries: 410 switches the notifier off until the configuration is loaded again', async (t) => {
  const { server, section, harness } = await hooked(t);
  server.answerNext({ status: 410 });
  await harness.feed(decay(0, 'warning'), decay(0, 'warning', 'fares'));
  assert.equal(server.requests.length, 1);
  assert.deepEqual(
    rows(harness).map(({ state, lastError }) => [state, lastError]),
    [
      ['failed', 'The receiver answered 410.'],
      ['failed', 'The receiver has switched this notifier off.'],
    ],
  );
  assert.deepEqual(harness.alerts.metrics().disabledNotifiers, ['hook']);
  await harness.alerts.reload(checkedConfig(section), MONITORS);
  await harness.feed(decay(0, 'warning', 'tips'));
  assert.equal(server.requests.length, 2);
});

test('deliveries: a redirect to loopback is not followed and final', async (t) => {
  const { server, harness } = await hooked(t);
  const target = await startWebhookReceiver(SECRET);
  t.after(() => target.close());
  server.answerNext({ status: 307, headers: { location: target.hookUrl } });
  await harness.feed(decay(0, 'warning'));
  assert.equal(target.requests.length, 0);
  assert.deepEqual(rows(harness), [
    { state: 'failed', attempts: 1, lastError: 'The receiver answered 307; redirects are not followed.' },
  ]);
});

test('deliveries: a failed message holds back those behind it, and order is kept', async (t) => {
  const { server, harness } = await hooked(t);
  server.answerNext({ status: 500 });
  await harness.feed(decay(0, 'warning'), decay(1, 'critical'), decay(2, 'none'));
  assert.equal(server.requests.length, 1);
  await after(harness, RETRY_DELAYS[0]!);
  assert.deepEqual(
    server.webhooks().map(({ type }) => type),
    ['incident.opened', 'incident.opened', 'incident.severity_changed', 'incident.resolved'],
  );
});

test('deliveries: what was pending before a restart is sent after it, with the same id and body', async (t) => {
  const { server, harness } = await hooked(t);
  server.answerNext('drop');
  await harness.feed(decay(0, 'warning'));
  harness.restart();
  await after(harness, RETRY_DELAYS[0]!);
  const [first, second] = server.webhooks();
  assert.equal(second!.id, first!.id);
  assert.equal(server.requests[1]!.body, server.requests[0]!.body);
  harness.restart();
  await after(harness, RETRY_DELAYS[1]!);
  assert.equal(server.requests.length, 2);
});

test('deliveries: a delivery that the store does not take is recorded later and not sent again', async (t) => {
  const { server, harness } = await hooked(t);
  const save = harness.stores.saveNotifications.bind(harness.stores);
  let broken = false;
  t.mock.method(harness.stores, 'saveNotifications', async (batch: Parameters<typeof save>[0]) => {
    if (broken) throw new Error('store away');
    await save(batch);
    broken = batch.some(({ state }) => state === 'pending');
  });
  await harness.feed(decay(0, 'warning'));
  assert.equal(rows(harness)[0]!.state, 'pending');
  await assert.rejects(after(harness, 3_600_000), /store away/);
  broken = false;
  await after(harness, 3_600_000);
  assert.equal(rows(harness)[0]!.state, 'delivered');
  assert.equal(server.requests.length, 1);
});

test('deliveries: messages to a notifier that is gone from the configuration fail', async (t) => {
  const { server, harness } = await hooked(t);
  server.answerNext('drop');
  await harness.feed(decay(0, 'warning'));
  await harness.alerts.reload(checkedConfig({}), MONITORS);
  await after(harness, RETRY_DELAYS[0]!);
  assert.deepEqual(rows(harness)[0], {
    state: 'failed',
    attempts: 1,
    lastError: 'The notifier is not configured.',
  });
});

test('deliveries: no secret gets into the log, the rows or the metrics', async (t) => {
  const { server, harness } = await hooked(t);
  server.answerNext({ status: 500, body: 'url-token' }, 'drop', { status: 400, body: SECRET });
  await harness.feed(decay(0, 'warning'));
  for (const delay of RETRY_DELAYS.slice(0, 3)) await after(harness, delay);
  const read = [
    ...harness.logLines,
    JSON.stringify(rows(harness)),
    JSON.stringify(harness.alerts.metrics()),
  ].join();
  assert.ok(harness.logLines.length >= 3);
  assert.doesNotMatch(read, /url-token|whsec_|canary4711/);
  assert.ok(!read.includes(SECRET.slice(6)));
});
