import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { freePort, type ServiceProcess, startService } from '../support/service-process.ts';

const KILLS = 6;
const BATCH = 500;
const SENDERS = 4;

interface Batch {
  readonly ids: readonly string[];
  readonly body: string;
}

function makeBatch(sender: number, number: number): Batch {
  const ids = Array.from({ length: BATCH }, (_, index) => `p-${sender}-${number}-${index}`);
  // A retry must repeat its bytes, so the timestamp is fixed here.
  const timestamp = Date.now();
  const lines = ids.map((id, index) =>
    JSON.stringify({
      prediction_id: id,
      model: 'm',
      version: 'v1',
      timestamp,
      features: { x: index, c: 'a' },
      prediction: index % 2 === 0,
      score: 0.5,
    }),
  );
  return { ids, body: lines.join('\n') };
}

/** send repeats a batch until it is acknowledged or the load ends; only then its ids count. */
async function send(
  url: string,
  batch: Batch,
  acknowledged: Set<string>,
  ended: () => boolean,
): Promise<void> {
  while (!ended()) {
    const status = await fetch(`${url}/v1/predictions`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: batch.body,
      signal: AbortSignal.timeout(10_000),
    }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 202) {
      for (const id of batch.ids) acknowledged.add(id);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function storedIds(path: string): Promise<string[]> {
  const client = createClient({ connection: createChdbConnection({ path }) as never });
  try {
    const result = await client.query({
      query: 'SELECT prediction_id FROM predictions_once',
      format: 'JSONCompactEachRow',
    });
    return (await result.json<[string]>()).map(([id]) => id);
  } finally {
    await client.close();
  }
}

test(`kill -9 under load, ${KILLS} times: every acknowledged prediction is present exactly once`, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-crash-'));
  const port = await freePort();
  let service: ServiceProcess = await startService({ dataDir, port });
  try {
    const acknowledged = new Set<string>();
    let over = false;
    const senders = Array.from({ length: SENDERS }, async (_, sender) => {
      for (let number = 0; !over; number += 1)
        await send(service.url, makeBatch(sender, number), acknowledged, () => over);
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = acknowledged.size;
      // Uneven pauses move the kill through parsing, waiting, inserting and answering.
      await new Promise((resolve) => setTimeout(resolve, 300 + ((kill * 137) % 400)));
      while (acknowledged.size === before) await new Promise((resolve) => setTimeout(resolve, 5));
      await service.kill();
      service = await startService({ dataDir, port });
    }
    over = true;
    await Promise.all(senders);
    assert.equal(await service.stop(), 0);

    const ids = await storedIds(join(dataDir, 'db'));
    const stored = new Set(ids);
    assert.ok(acknowledged.size > KILLS * BATCH, `only ${acknowledged.size} were acknowledged`);
    assert.equal(ids.length, stored.size, 'an id is present more than once');
    const lost = [...acknowledged].filter((id) => !stored.has(id));
    assert.deepEqual(
      lost.slice(0, 5),
      [],
      `${lost.length} of ${acknowledged.size} acknowledged ids are lost`,
    );
  } finally {
    await service.dispose();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
