import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Evaluation } from '../../../domain/index.ts';
import { DAY, evaluation, series } from '../../support/alert-builders.ts';
import { checkedConfig, SECRET, startHarness } from '../../support/alerts-harness.ts';
import { startSlackServer } from '../../support/slack-server.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

async function hooked(t: TestContext) {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const notifiers = [{ name: 'hook', type: 'webhook', url: server.hookUrl, secret: SECRET }];
  const harness = startHarness(t, { notifiers });
  return { server, harness, types: () => server.webhooks().map(({ type }) => type) };
}

const days = (severities: string, changes: Partial<Evaluation> = {}, from = 0) =>
  [...severities].map((letter, index) =>
    evaluation(from + index, letter === 'C' ? 'critical' : letter === 'W' ? 'warning' : 'none', changes),
  );

test('ticks: two bad windows open an incident, two good ones resolve it, each is told once', async (t) => {
  const { harness, types, server } = await hooked(t);
  await harness.feed(...days('.WWW..'));
  assert.deepEqual(types(), ['incident.opened', 'incident.resolved']);
  const states = [...harness.stores.notifications.values()].map(({ state, attempts }) => [state, attempts]);
  assert.deepEqual(states, [
    ['delivered', 1],
    ['delivered', 1],
  ]);
  const ids = [...harness.stores.notifications.keys()];
  assert.deepEqual(
    server.webhooks().map(({ id }) => id),
    ids,
  );
});

test('ticks: one bad window is no incident', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('.W..W..W.'));
  assert.deepEqual(types(), []);
  assert.equal(harness.stores.transitions.size, 0);
});

test('ticks: a value around its limit makes no storm', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('WW.W.W.W.W.WW.W.W.W.C.W.W.'));
  assert.deepEqual(types(), ['incident.opened', 'incident.severity_changed']);
});

test('ticks: windows without enough data neither resolve nor fire', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('W'), ...days('..', { status: 'insufficient_data' }, 1), ...days('W', {}, 3));
  assert.deepEqual(types(), ['incident.opened']);
  await harness.feed(...days('...', { status: 'failed' }, 4));
  assert.deepEqual(types(), ['incident.opened']);
});

test('ticks: a backfill writes and tells nobody; the first live bad window tells', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('CCCC', { mode: 'backfill' }));
  assert.deepEqual(harness.stores.kinds(), ['opened']);
  assert.ok([...harness.stores.transitions.values()].every(({ backfilled }) => backfilled));
  assert.equal(harness.stores.notifications.size, 0);
  await harness.feed(...days('CC', {}, 4));
  assert.deepEqual(types(), ['incident.opened']);
  assert.deepEqual(harness.stores.kinds(), ['opened', 'confirmed']);
});

test('ticks: a backfill that was asked to notify does', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('CC', { mode: 'backfill', notify: true }));
  assert.deepEqual(types(), ['incident.opened']);
});

test('ticks: what people know of is not ended by a silent backfill, the next live good window ends it', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('WW'), ...days('.....', { mode: 'backfill' }, 2));
  assert.deepEqual(types(), ['incident.opened']);
  await harness.feed(...days('.', {}, 7));
  assert.deepEqual(types(), ['incident.opened', 'incident.resolved']);
});

test('ticks: a threshold edit pages nobody by itself', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('..........'));
  const edited = days('CCCCCCCCCC', { policyHash: 'edited', revision: 1, evaluatedAt: 9e12 });
  harness.stores.evaluations.push(...edited);
  for (let tick = 0; tick < 3; tick++) await harness.tick();
  assert.deepEqual(types(), []);
  // A stream that repeats what alerts have seen is no reason to fire either.
  t.mock.method(harness.stores, 'unprocessed', async () => edited);
  await harness.tick();
  assert.deepEqual(types(), []);
  assert.ok([...harness.stores.alerts.values()].every(({ state }) => state === 'inactive'));
});

test('ticks: two windows that end together do not answer each other for ever', async (t) => {
  const { harness, types } = await hooked(t);
  await harness.feed(...days('WW'));
  const day = evaluation(1, 'critical');
  const window = { start: day.window.start - 6 * DAY, end: day.window.end };
  harness.stores.evaluations.push({ ...day, window, evaluationId: 'week' });
  for (let tick = 0; tick < 3; tick++) await harness.tick();
  assert.deepEqual(types(), ['incident.opened']);
});

test('ticks: monitors of one model that fire together are one incident and one Slack message', async (t) => {
  const server = await startSlackServer('xoxb-1');
  t.after(() => server.close());
  const slack = { name: 's', type: 'slack', token: 'xoxb-1', channel: 'C1', api_url: server.apiUrl };
  const harness = startHarness(t, { notifiers: [slack] });
  for (const monitor of ['inputs', 'quality', 'decay']) {
    const key = series({ monitor });
    harness.stores.evaluations.push(evaluation(0, 'warning', { key }), evaluation(1, 'warning', { key }));
  }
  await harness.tick();
  assert.deepEqual(harness.stores.kinds(), ['opened', 'alert_added', 'alert_added']);
  assert.equal(server.calls().length, 1);
  assert.match(server.calls()[0]!.blockText, /decay started.*\n.*fires as well/);
  const states = [...harness.stores.notifications.values()].map(({ state }) => state);
  assert.deepEqual(states, ['delivered', 'suppressed', 'suppressed']);
});

test('ticks: alerts of a monitor that is no longer configured end', async (t) => {
  const { harness, types, server } = await hooked(t);
  await harness.feed(...days('WW'));
  const notifiers = [{ name: 'hook', type: 'webhook', url: server.hookUrl, secret: SECRET }];
  await harness.alerts.reload(
    checkedConfig({ notifiers }),
    new Map([['quality', { for: 1, kind: 'drift' }]]),
  );
  await harness.tick();
  assert.deepEqual(types(), ['incident.opened', 'incident.resolved']);
  assert.equal(server.webhooks()[1]!.body.data.summary, 'The monitor inputs is no longer configured.');
  await harness.feed(...days('CCC', {}, 2));
  assert.equal(types().length, 2);
});

test('ticks: a full batch that cuts a window end takes that window whole the next time', async (t) => {
  const { harness } = await hooked(t);
  const keys = Array.from({ length: 300 }, (_, index) => series({ segment: `s${index}`, monitor: 'decay' }));
  for (const key of keys) {
    const ids = (day: number) => ({ key, evaluationId: `${key.segment}-${day}` });
    harness.stores.evaluations.push(evaluation(0, 'warning', ids(0)), evaluation(1, 'none', ids(1)));
  }
  await harness.tick();
  assert.equal(harness.stores.kinds().filter((kind) => kind === 'opened').length, 1);
  assert.equal(harness.stores.kinds().filter((kind) => kind === 'resolved').length, 1);
  assert.equal(harness.stores.transitions.size, 600);
});

test('ticks: start ticks by itself, stop ends it', async (t) => {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const notifiers = [{ name: 'hook', type: 'webhook', url: server.hookUrl, secret: SECRET }];
  const harness = startHarness(t, { notifiers }, { tickMs: 1 });
  harness.stores.evaluations.push(...days('WW'));
  await harness.alerts.start();
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await harness.alerts.stop();
  const ticked = harness.alerts.metrics().lastTickAt;
  harness.clock.now += 1;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(harness.alerts.metrics().lastTickAt, ticked);
  assert.deepEqual(harness.alerts.metrics().alerts, { inactive: 0, pending: 0, firing: 1 });
  assert.equal(harness.alerts.metrics().openIncidents, 1);
});
