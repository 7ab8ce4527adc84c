import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { startService } from '../support/service-process.ts';
import { caughtUp, list, postLines, queryStored, type Row, waitFor } from '../support/service-requests.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const PER_DAY = 500;
const SENDERS = 6;

const CONFIG = `
clock: replay
tick: 200ms
ingest: { event_time: { past: 20000d } }
models:
  - name: m
    task: binary
    baseline: { window: { from: ${new Date(START).toISOString()}, to: ${new Date(START + DAY).toISOString()} } }
monitors:
  - { name: first, model: m, kind: data_drift, window: 1d, lateness: 0s }
alerts: { no_data: false }
`;

function predictionsOf(day: number): Row[] {
  return Array.from({ length: PER_DAY }, (_, i) => ({
    prediction_id: `${day}-${i}`,
    model: 'm',
    version: 'v1',
    timestamp: START + day * DAY + i * 60_000,
    features: { x: (i * 37) % 101 },
    prediction: i % 2 === 0,
  }));
}

async function monitorNames(url: string): Promise<string[]> {
  const { items } = (await (await fetch(`${url}/v1/monitors`)).json()) as { items: Row[] };
  return items.map(({ name }) => name);
}

test('reload: a monitor that is added to the file runs without a restart; a broken edit keeps the old file in force', async () => {
  const service = await startService({ yaml: CONFIG });
  try {
    await postLines(service.url, '/v1/predictions', [0, 1, 2].flatMap(predictionsOf));
    await caughtUp(service.url);
    assert.deepEqual(await monitorNames(service.url), ['first']);

    const before = readFileSync(service.configFile, 'utf8');
    const second = '  - { name: second, model: m, kind: prediction_drift, window: 1d, lateness: 0s }\n';
    writeFileSync(service.configFile, before.replace('alerts:', `${second}alerts:`));
    await waitFor('the second monitor', async () =>
      (await monitorNames(service.url)).includes('second') ? true : null,
    );
    await caughtUp(service.url);
    const evaluations = await list(service.url, '/v1/evaluations');
    assert.deepEqual(evaluations.map(({ monitor }) => monitor).sort(), ['first', 'second']);

    writeFileSync(
      service.configFile,
      before.replace('kind: data_drift', 'kind: guessing').concat('colour: red\n'),
    );
    await waitFor('the report of the broken file', async () =>
      service.logs().includes('the old one stays in force') ? true : null,
    );
    const line = service
      .logs()
      .split('\n')
      .find((text) => text.includes('the old one stays in force'));
    const { level, details } = JSON.parse(line!) as { level: number; details: string[] };
    assert.equal(level, 50);
    assert.equal(details.length, 2);
    assert.match(details[0]!, /plumbline\.yaml:\d+ monitors\.0\.kind: /);
    assert.match(details[1]!, /plumbline\.yaml:\d+ colour: /);
    assert.deepEqual(await monitorNames(service.url), ['first', 'second']);

    writeFileSync(service.configFile, before);
    await waitFor('the first file again', async () =>
      (await monitorNames(service.url)).includes('second') ? null : true,
    );
    await postLines(service.url, '/v1/predictions', predictionsOf(3));
    await caughtUp(service.url);
    const later = await list(service.url, '/v1/evaluations');
    assert.deepEqual(later.map(({ monitor }) => monitor).sort(), ['first', 'first', 'second']);
    assert.equal(service.port, Number(new URL(service.url).port));
    assert.equal(await service.stop(), 0);
  } finally {
    await service.dispose();
  }
});

test('SIGTERM under load: exit code 0, every acknowledged record is stored, the others were not acknowledged', async () => {
  const service = await startService({ yaml: CONFIG });
  try {
    const acknowledged = new Set<string>();
    const refusals = new Set<number>();
    let over = false;
    const senders = Array.from({ length: SENDERS }, async (_, sender) => {
      for (let number = 0; !over; number++) {
        const records = predictionsOf(1).map((row) => ({
          ...row,
          prediction_id: `${sender}-${number}-${row.prediction_id}`,
        }));
        const response = await fetch(`${service.url}/v1/predictions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(records),
        }).catch(() => null);
        if (response === null) break;
        if (response.status === 202) for (const row of records) acknowledged.add(row.prediction_id);
        else refusals.add(response.status);
      }
    });
    await waitFor('some load', async () => (acknowledged.size > 20 * PER_DAY ? true : null));
    assert.equal(await service.stop(), 0);
    over = true;
    await Promise.all(senders);
    for (const status of refusals) assert.ok(status === 503 || status === 429, `status ${status}`);

    const rows = await queryStored(service.dataDir, 'SELECT prediction_id FROM predictions_once');
    const stored = new Set(rows.map((row) => row.prediction_id));
    assert.equal(rows.length, stored.size);
    assert.deepEqual([...acknowledged].filter((id) => !stored.has(id)).slice(0, 5), []);
    assert.doesNotMatch(service.logs(), /did not stop cleanly/);
  } finally {
    await service.dispose();
  }
});
