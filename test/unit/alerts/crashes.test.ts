import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Evaluation } from '../../../domain/index.ts';
import { evaluation, series } from '../../support/alert-builders.ts';
import { MemoryStores } from '../../support/alert-stores.ts';
import { SECRET, startHarness } from '../../support/alerts-harness.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

const decay = series({ monitor: 'decay' });
const v2 = series({ version: 'v2' });

/** STORY has every way in which alerts move: two monitors, a worse window, a new version, an end. */
const STORY: readonly (readonly Evaluation[])[] = [
  [evaluation(0, 'warning'), evaluation(0, 'none', { key: decay })],
  [evaluation(1, 'warning'), evaluation(1, 'warning', { key: decay })],
  [evaluation(2, 'critical'), evaluation(2, 'critical', { key: decay })],
  [evaluation(3, 'none', { key: v2 }), evaluation(3, 'none', { key: decay })],
  [evaluation(4, 'none', { key: v2 }), evaluation(4, 'warning', { key: decay })],
  [evaluation(5, 'none', { key: v2 }), evaluation(5, 'none', { key: decay })],
];

interface Run {
  readonly stores: MemoryStores;
  /** Times that each message id was received. */
  readonly received: ReadonlyMap<string, number>;
  readonly crashed: boolean;
}

async function play(t: TestContext, stores: MemoryStores): Promise<Run> {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const url = server.hookUrl;
  const notifiers = [
    { name: 'hook', type: 'webhook', url, secret: SECRET },
    { name: 'retrain', type: 'retraining', url, secret: SECRET, on: ['performance'] },
  ];
  const harness = startHarness(t, { notifiers }, {}, stores);
  let crashed = false;
  for (const group of STORY) {
    stores.evaluations.push(...group);
    // After a crash the same process never goes on: a new one starts from what was written.
    for (let attempt = 0; attempt < 2; attempt++) {
      await harness.tick().catch(() => {});
      if (!stores.dead) break;
      crashed = true;
      harness.restart();
    }
  }
  await harness.tick();
  const received = new Map<string, number>();
  for (const { id } of server.webhooks()) received.set(id, (received.get(id) ?? 0) + 1);
  return { stores, received, crashed };
}

const facts = ({ stores }: Run) => ({
  transitions: [...stores.transitions.values()],
  alerts: [...stores.alerts.values()].sort((a, b) =>
    a.monitor + a.version < b.monitor + b.version ? -1 : 1,
  ),
  messages: [...stores.notifications.values()]
    .map(({ notificationId, state, transitionId }) => ({ notificationId, state, transitionId }))
    .sort((a, b) => (a.notificationId < b.notificationId ? -1 : 1)),
  runs: [...stores.runs.values()],
});

test('crashes: between any two writes of a month, nothing is lost, nothing has another id, nothing is told twice', async (t) => {
  const calm = await play(t, new MemoryStores());
  const expected = facts(calm);
  assert.deepEqual(calm.stores.kinds(), [
    'opened',
    'alert_added',
    'severity_changed',
    'alert_removed',
    'alert_added',
    'alert_removed',
    'resolved',
  ]);
  assert.equal(calm.stores.runs.size, 1);
  assert.ok([...calm.received.values()].every((count) => count === 1));
  assert.ok(calm.stores.writes > 20);

  for (let onWrite = 1; onWrite <= calm.stores.writes; onWrite++) {
    for (const applied of [true, false]) {
      const stores = new MemoryStores();
      stores.crash = { onWrite, applied };
      const run = await play(t, stores);
      const where = `write ${onWrite}, ${applied ? 'applied' : 'not applied'}`;
      assert.ok(run.crashed, where);
      assert.deepEqual(facts(run), expected, where);
      assert.deepEqual([...run.received.keys()].sort(), [...calm.received.keys()].sort(), where);
      const repeats = [...run.received.values()].reduce((sum, count) => sum + count - 1, 0);
      // Only what was on its way, one message per notifier, may come twice, with the same id.
      assert.ok(repeats <= (applied ? 1 : 2), `${where}: ${repeats} repeats`);
    }
  }
});
