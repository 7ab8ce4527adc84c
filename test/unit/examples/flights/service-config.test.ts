import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FEATURE_NAMES } from '../../../../examples/flights/features.ts';
import { startReceivers } from '../../../../examples/flights/receivers/receivers.ts';
import { MONITORS, REFERENCE, serviceConfig } from '../../../../examples/flights/service-config.ts';
import { choosePort } from '../../../../examples/flights/service-process.ts';
import { loadConfig } from '../../../../service/config/load-config.ts';

test("service config: the service accepts the demo's configuration, and knows its receivers", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-demo-test-'));
  const receivers = await startReceivers(() => {});
  t.after(async () => {
    await receivers.close();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'plumbline.yaml');
  writeFileSync(file, serviceConfig(8765, join(folder, 'db'), receivers.endpoints, null));
  const config = loadConfig(file, {});
  assert.deepEqual(config.listen, { host: '127.0.0.1', port: 8765 });
  const [model] = config.analyzers.models;
  assert.deepEqual(Object.keys(model!.kinds), [...FEATURE_NAMES]);
  assert.deepEqual(model!.baseline.kind === 'window' && model!.baseline.window, REFERENCE);
  assert.equal(model!.baselinePerVersion, true);
  assert.deepEqual(
    config.analyzers.monitors.map(({ name, lateness, labelDelay }) => [
      name,
      (lateness + labelDelay) / 3_600_000,
    ]),
    Object.values(MONITORS).map((name) => [name, 18]),
  );
  assert.deepEqual(config.alerts.notifiers.map(({ type }) => type).sort(), [
    'email',
    'pagerduty',
    'retraining',
    'slack',
    'webhook',
  ]);
});

test('service process: a port in use is replaced by a free one', async () => {
  const free = await choosePort(0);
  assert.equal(await choosePort(free), free);
  const receivers = await startReceivers(() => {});
  const other = await choosePort(receivers.slack.port);
  await receivers.close();
  assert.ok(other > 0 && other !== receivers.slack.port);
});
