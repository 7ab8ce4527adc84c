import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY } from '../../support/alert-builders.ts';
import { checkedConfig, MONITORS, SECRET, startHarness } from '../../support/alerts-harness.ts';
import { startReceiver } from '../../support/loopback-receiver.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

test('silence: a model that had traffic and has none opens an incident, and its return resolves it', async (t) => {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const harness = startHarness(t, {
    notifiers: [
      { name: 'hook', type: 'webhook', url: server.hookUrl, secret: SECRET },
      { name: 'retrain', type: 'retraining', url: server.hookUrl, secret: SECRET },
    ],
    no_data: { after: '1d' },
  });
  const mark = { project: 'default', model: 'delays', eventTime: harness.clock.now };
  const history = { project: 'default', model: 'imported', eventTime: harness.clock.now - 400 * DAY };
  harness.stores.watermarks = [mark, history];
  await harness.tick();
  harness.clock.now += 2 * DAY;
  for (let tick = 0; tick < 3; tick++) await harness.tick();
  harness.restart();
  await harness.tick();
  harness.stores.watermarks = [{ ...mark, eventTime: harness.clock.now }, history];
  await harness.tick();
  assert.deepEqual(
    server.webhooks().map(({ type, body }) => [type, body.data.summary]),
    [
      ['incident.opened', 'No record of the model since 2026-06-01T00:00:00.000Z.'],
      ['incident.resolved', 'The model sends records again.'],
    ],
  );
  assert.equal(harness.stores.runs.size, 0);
});

test('silence: a recording is not silent', async (t) => {
  const harness = startHarness(t, {}, { timeBase: 'replay' });
  harness.stores.watermarks = [{ project: 'default', model: 'delays', eventTime: harness.clock.now }];
  await harness.tick();
  harness.clock.now += 30 * DAY;
  await harness.tick();
  assert.equal(harness.stores.transitions.size, 0);
});

test('silence: switching no_data off ends its alerts', async (t) => {
  const harness = startHarness(t, {});
  harness.stores.watermarks = [{ project: 'default', model: 'delays', eventTime: harness.clock.now }];
  await harness.tick();
  harness.clock.now += 2 * DAY;
  await harness.tick();
  await harness.alerts.reload(checkedConfig({ no_data: false }), MONITORS);
  await harness.tick();
  assert.deepEqual(harness.stores.kinds(), ['opened', 'resolved']);
});

test('heartbeat: pinged once per interval while ticks succeed, silent when they fail', async (t) => {
  const watch = await startReceiver(({ method, path }, complain) => {
    if (method !== 'GET' || path !== '/ping/canary') complain('not the ping');
    return { status: 200 };
  });
  t.after(() => watch.close());
  const harness = startHarness(t, { heartbeat: { url: `${watch.url}/ping/canary`, interval: '1m' } });
  const wait = async (ms: number) => {
    harness.clock.now += ms;
    await harness.tick().catch(() => {});
    return watch.requests.length;
  };
  assert.equal(await wait(0), 1);
  assert.equal(await wait(59_000), 1);
  assert.equal(await wait(1000), 2);
  harness.stores.dead = true;
  assert.equal(await wait(600_000), 2);
  harness.stores.revive();
  watch.answerNext({ status: 500 });
  assert.equal(await wait(1000), 3);
  assert.equal(await wait(1000), 4, 'a ping that was not taken is repeated at the next tick');
  assert.doesNotMatch(harness.logLines.join(), /canary/);
  assert.equal(harness.alerts.metrics().failedTicks, 1);
});
