import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AlertsParts } from '../../../../alerts/index.ts';
import { RETRY_DELAYS } from '../../../../alerts/retry.ts';
import type { Severity } from '../../../../domain/index.ts';
import { DAY, evaluation, finding, START, series } from '../../../support/alert-builders.ts';
import { checkedConfig, MONITORS, SECRET, startHarness } from '../../../support/alerts-harness.ts';
import { startWebhookReceiver } from '../../../support/webhook-receiver.ts';

async function retraining(t: TestContext, entry: object = {}, changes: Partial<AlertsParts> = {}) {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const notifier = { name: 'retrain', type: 'retraining', url: server.hookUrl, secret: SECRET, ...entry };
  const harness = startHarness(t, { notifiers: [notifier] }, { timeBase: 'replay', ...changes });
  const requests = () => server.webhooks().filter(({ type }) => type === 'retraining.requested');
  const runs = () => [...harness.stores.runs.values()];
  return { server, harness, requests, runs };
}

const decay = (day: number, severity: Severity, version = 'v1') =>
  evaluation(day, severity, { key: series({ monitor: 'decay', version }) });

const days = (runs: readonly { decidedAt: number; state: string }[]) =>
  runs.map(({ decidedAt, state }) => [(decidedAt - START) / DAY, state]);

interface Callback {
  readonly url: string;
  readonly token: string;
}

test('retraining: the request names everything a pipeline needs', async (t) => {
  const { harness, requests, runs } = await retraining(t);
  const results = [
    finding({ subject: { kind: 'score', name: '' }, statistic: 'log_loss', severity: 'critical' }),
    finding({ subject: { kind: 'feature', name: 'route_delay' }, severity: 'warning' }),
  ];
  await harness.feed({ ...decay(0, 'critical'), results });
  const [run] = runs();
  const { data, ...head } = requests()[0]!.body;
  const { callback, ...rest } = data as { callback: Callback };
  assert.deepEqual(head, { type: 'retraining.requested', timestamp: '2026-06-01T00:00:00.000Z' });
  assert.deepEqual(rest, {
    run_id: run!.runId,
    project: 'default',
    model: 'delays',
    version: 'v1',
    reason: 'decay is critical: origin_delay drifts on day 0.',
    window: { start: '2026-01-05T00:00:00.000Z', end: '2026-01-06T00:00:00.000Z' },
    worst_features: ['route_delay'],
    incident: { id: run!.incidentId, url: `https://plumbline.example/incidents/${run!.incidentId}` },
  });
  assert.equal(requests()[0]!.id, run!.runId);
  assert.equal(callback.url, `https://plumbline.example/v1/retraining-runs/${run!.runId}/callback`);
  assert.doesNotMatch(JSON.stringify([...harness.stores.runs.values()]), new RegExp(callback.token));
});

test('retraining: the pipeline reports with its token and the version is registered', async (t) => {
  const { harness, requests, runs } = await retraining(t);
  await harness.feed(decay(0, 'critical'));
  const { token } = requests()[0]!.body.data.callback as Callback;
  const { runId } = runs()[0]!;
  await harness.alerts.receive(runId, token, { state: 'started' });
  await harness.alerts.receive(runId, token, { state: 'succeeded', version: 'v2', baseline: { rows: 3 } });
  assert.equal(runs()[0]!.state, 'succeeded');
  assert.equal(harness.stores.versions[0]!.version.version, 'v2');
  await assert.rejects(harness.alerts.receive(runId, token, { state: 'failed' }), { code: 'conflict' });
});

test('retraining: a repeat after a restart carries the same token and body', async (t) => {
  const { server, harness } = await retraining(t);
  server.answerNext('drop');
  await harness.feed(decay(0, 'critical'));
  harness.restart();
  harness.clock.now += RETRY_DELAYS[0]!;
  await harness.tick();
  assert.equal(server.requests.length, 2);
  assert.equal(server.requests[1]!.body, server.requests[0]!.body);
});

test('retraining: a pipeline that has reported is not asked again', async (t) => {
  const { server, harness, requests, runs } = await retraining(t);
  server.answerNext('drop');
  await harness.feed(decay(0, 'critical'));
  const { token } = requests()[0]!.body.data.callback as Callback;
  await harness.alerts.receive(runs()[0]!.runId, token, { state: 'started' });
  harness.clock.now += RETRY_DELAYS[0]!;
  await harness.tick();
  assert.equal(server.requests.length, 1);
  assert.equal([...harness.stores.notifications.values()][0]!.state, 'delivered');
  assert.equal(runs()[0]!.state, 'started');
});

test('retraining: an incident that stays open for a month gets a run per cool-down', async (t) => {
  const { harness, requests, runs } = await retraining(t);
  await harness.feed(...Array.from({ length: 30 }, (_, day) => decay(day, 'critical')));
  assert.deepEqual(days(runs()), [
    [1, 'requested'],
    [8, 'requested'],
    [15, 'requested'],
    [22, 'requested'],
    [29, 'requested'],
  ]);
  assert.equal(requests().length, 5);
  assert.equal(harness.stores.kinds().length, 1);
});

test('retraining: a metric that comes and goes starts at most one run per cool-down', async (t) => {
  const { harness, requests, runs } = await retraining(t);
  await harness.feed(
    ...Array.from({ length: 14 }, (_, day) => decay(day, day % 2 === 0 ? 'critical' : 'none')),
  );
  assert.equal(harness.stores.kinds().filter((kind) => kind === 'opened').length, 7);
  assert.equal(requests().length, 2);
  const states = days(runs());
  assert.deepEqual(
    states.filter(([, state]) => state === 'requested'),
    [
      [1, 'requested'],
      [9, 'requested'],
    ],
  );
  assert.equal(states.length, 7);
});

test('retraining: on the wall clock a replayed month starts one run', async (t) => {
  const { harness, requests } = await retraining(t, {}, { timeBase: 'wall' });
  await harness.feed(...Array.from({ length: 30 }, (_, day) => decay(day, 'critical')));
  assert.equal(requests().length, 1);
});

test('retraining: a backfill decides nothing, unless it may notify', async (t) => {
  const { harness, runs } = await retraining(t);
  await harness.feed(
    { ...decay(0, 'critical'), mode: 'backfill' },
    { ...decay(1, 'critical'), mode: 'backfill' },
  );
  assert.deepEqual(runs(), []);
  await harness.feed({ ...decay(2, 'critical'), mode: 'backfill', notify: true });
  assert.deepEqual(days(runs()), [[3, 'requested']]);
});

test('retraining: monitors, kinds and severities choose', async (t) => {
  const { harness, runs } = await retraining(t, { on: ['performance'], min_severity: 'critical' });
  const inputs = (day: number) => evaluation(day, 'critical');
  await harness.feed(inputs(0), inputs(1), decay(2, 'warning'));
  assert.deepEqual(runs(), []);
  await harness.feed(decay(3, 'critical'));
  assert.deepEqual(days(runs()), [[4, 'requested']]);
});

test('retraining: routes decide for retraining notifiers as for the others', async (t) => {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const notifiers = [{ name: 'retrain', type: 'retraining', url: server.hookUrl, secret: SECRET }];
  const routes = [{ model: 'fares', notifiers: ['retrain'] }];
  const harness = startHarness(t, { notifiers, routes });
  await harness.feed(decay(0, 'critical'));
  assert.equal(harness.stores.runs.size, 0);
});

test('retraining: a request that is refused fails the run', async (t) => {
  const { server, harness, runs } = await retraining(t);
  server.answerNext({ status: 404 });
  await harness.feed(decay(0, 'critical'));
  assert.equal(runs()[0]!.state, 'failed');
  assert.equal(runs()[0]!.reason, 'The request was not delivered. The receiver answered 404.');
});

test('retraining: after a rotation of the secret the old run keeps its token', async (t) => {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const harness = startHarness(t, {
    notifiers: [{ name: 'retrain', type: 'retraining', url: server.hookUrl, secret: SECRET }],
  });
  server.answerNext('drop');
  await harness.feed(decay(0, 'critical'));
  const rotated = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  const both = await startWebhookReceiver(rotated, SECRET);
  t.after(() => both.close());
  const entry = {
    name: 'retrain',
    type: 'retraining',
    url: both.hookUrl,
    secret: rotated,
    previous_secret: SECRET,
  };
  await harness.alerts.reload(checkedConfig({ notifiers: [entry] }), MONITORS);
  harness.clock.now += RETRY_DELAYS[0]!;
  await harness.tick();
  assert.equal(both.requests[0]!.body, server.requests[0]!.body);
});
