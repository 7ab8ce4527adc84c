import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Alerts, createAlerts } from '../../../alerts/index.ts';
import { ALL_MODELS, type Evaluation, type ModelVersion } from '../../../domain/index.ts';
import { openStore, type Store } from '../../../store/index.ts';
import { DAY, evaluation, series } from '../../support/alert-builders.ts';
import { checkedConfig, MONITORS, SECRET } from '../../support/alerts-harness.ts';
import { startSlackServer } from '../../support/slack-server.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

const directory = mkdtempSync(join(tmpdir(), 'plumbline-alerts-'));
const clock = { now: Date.UTC(2026, 5, 1) };
const registered: { version: ModelVersion; baseline: unknown }[] = [];
let store: Store;

before(async () => {
  store = await openStore({ url: `chdb:${directory}` });
});

after(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function build(section: object): Alerts {
  const log = () => {};
  return createAlerts({
    ...store,
    trafficFeed: store.watermarkStore,
    versionRegistrar: {
      registerVersion: async (version, baseline) => {
        registered.push({ version, baseline });
      },
    },
    config: checkedConfig(section),
    monitors: MONITORS,
    timeBase: 'replay',
    clock: () => clock.now,
    random: () => 0.5,
    log: { info: log, warn: log, error: log },
    publicUrl: 'https://plumbline.example',
  });
}

async function save(...evaluations: readonly Evaluation[]): Promise<void> {
  for (const item of evaluations) await store.evaluationStore.saveEvaluation(item);
}

test('alerts on ClickHouse: an incident lives through restarts and is told once', async (t) => {
  const hook = await startWebhookReceiver(SECRET);
  const slack = await startSlackServer('xoxb-1');
  t.after(() => hook.close());
  t.after(() => slack.close());
  const section = {
    notifiers: [
      { name: 'hook', type: 'webhook', url: hook.hookUrl, secret: SECRET },
      { name: 'slack', type: 'slack', token: 'xoxb-1', channel: '#drift', api_url: slack.apiUrl },
    ],
  };
  const model = 'näme "quoted" \\ <!channel>';
  const key = series({ model });
  const quality = series({ model, monitor: 'quality' });
  const weeks: readonly (readonly Evaluation[])[] = [
    [evaluation(0, 'warning', { key })],
    [evaluation(1, 'warning', { key }), evaluation(1, 'critical', { key: quality })],
    [evaluation(2, 'critical', { key }), evaluation(2, 'critical', { key: quality })],
    [evaluation(3, 'none', { key }), evaluation(3, 'none', { key: quality })],
    [evaluation(4, 'none', { key }), evaluation(4, 'none', { key: quality })],
  ];
  for (const evaluations of weeks) {
    await save(...evaluations);
    // A process that lives for one tick: everything that it knows comes from the store.
    const alerts = build(section);
    await alerts.tick(clock.now);
    await alerts.tick(clock.now);
    await alerts.stop();
  }
  assert.deepEqual(
    hook.webhooks().map(({ type }) => type),
    ['incident.opened', 'incident.alert_added', 'incident.alert_removed', 'incident.resolved'],
  );
  assert.deepEqual(
    slack.calls().map(({ method, threadTs }) => [method, threadTs !== '']),
    [
      ['chat.postMessage', false],
      ['chat.postMessage', true],
      ['chat.update', false],
      ['chat.postMessage', true],
    ],
  );
  const { incident_id: incidentId } = hook.webhooks()[0]!.body.data as { incident_id: string };
  const history = await store.alertStore.loadIncident('default', incidentId);
  assert.deepEqual(
    history.map(({ sequence, model: name, evidence }) => [sequence, name, evidence.length]),
    [
      [0, model, 1],
      [1, model, 1],
      [2, model, 0],
      [3, model, 0],
    ],
  );
  assert.deepEqual(await store.alertStore.loadOpenIncidents(), []);
  assert.deepEqual(await store.notificationLog.loadPending(ALL_MODELS), []);
  assert.deepEqual(await store.evaluationFeed.unprocessed(10, ALL_MODELS), []);
});

test('alerts on ClickHouse: a window judged again, backfilled or live, reaches nobody', async (t) => {
  const hook = await startWebhookReceiver(SECRET);
  t.after(() => hook.close());
  const alerts = build({ notifiers: [{ name: 'hook', type: 'webhook', url: hook.hookUrl, secret: SECRET }] });
  t.after(() => alerts.stop());
  const key = series({ model: 'edited' });
  const judged = (policyHash: string, severity: 'none' | 'critical', evaluatedAt: number) =>
    [0, 1, 2].map((day) => evaluation(day, severity, { key, policyHash, evaluatedAt }));
  await save(...judged('p1', 'none', clock.now));
  await alerts.tick(clock.now);
  await save(...judged('p2', 'critical', clock.now + 1000));
  for (let tick = 0; tick < 3; tick++) await alerts.tick(clock.now);
  assert.equal(hook.requests.length, 0);
  assert.deepEqual(await store.evaluationFeed.unprocessed(10, ALL_MODELS), []);
});

test('alerts on ClickHouse: a run per cool-down, the same token after a restart, a version from its report', async (t) => {
  const hook = await startWebhookReceiver(SECRET);
  t.after(() => hook.close());
  const section = {
    notifiers: [{ name: 'retrain', type: 'retraining', url: hook.hookUrl, secret: SECRET, cool_down: '3d' }],
  };
  const key = series({ model: 'decaying', monitor: 'decay' });
  hook.answerNext('drop');
  for (let day = 0; day < 5; day++) {
    await save(evaluation(day, 'critical', { key }));
    const alerts = build(section);
    await alerts.tick(clock.now);
    await alerts.stop();
    clock.now += DAY;
  }
  const bodies = hook.requests.map(({ body }) => body);
  assert.equal(bodies.length, 3);
  assert.equal(bodies[1], bodies[0]);
  const [, first, second] = hook
    .webhooks()
    .map(({ body }) => body.data as { run_id: string; callback: { token: string }; window: { end: string } });
  assert.equal(Date.parse(second!.window.end) - Date.parse(first!.window.end), 3 * DAY);
  const alerts = build(section);
  t.after(() => alerts.stop());
  const report = { state: 'succeeded', version: 'v2', baseline: { window: 'x' } };
  await assert.rejects(alerts.receive(first!.run_id, second!.callback.token, report), {
    code: 'unauthorized',
  });
  const view = await alerts.receive(first!.run_id, first!.callback.token, report);
  assert.equal(view.state, 'succeeded');
  assert.deepEqual(
    registered.map(({ version, baseline }) => [version.version, baseline]),
    [['v2', { window: 'x' }]],
  );
  const run = await store.retrainingStore.loadRun('default', first!.run_id);
  assert.equal(run?.toVersion, 'v2');
});
