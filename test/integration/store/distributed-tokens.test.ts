import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SHARD_KEYS } from '../../../store/deployment.ts';
import { openStore, type Store } from '../../../store/index.ts';
import { createDistributedTables, type DistributedTables } from '../../support/distributed-tables.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const RULES = {
  eventTimePastMs: 30 * 86_400_000,
  eventTimeFutureMs: 600_000,
  unknownFields: 'refuse',
  quarantineBytesPerHour: 1_000_000,
} as const;

let tables: DistributedTables;
let store: Store;

before(async () => {
  tables = await createDistributedTables();
  store = await openStore({ url: tables.url, now: () => NOW });
});
after(async () => {
  await store.close();
  await tables.stop();
});

const line = (id: number) =>
  JSON.stringify({
    prediction_id: `p-${id}`,
    model: 'churn',
    version: 'v1',
    timestamp: NOW,
    features: { age: id },
    prediction: 1,
    label: 0,
  });

const batch = (token: string, first: number) => ({
  kind: 'prediction' as const,
  topic: 'plumbline.predictions',
  partition: 0,
  token,
  entries: Array.from({ length: 50 }, (_, index) => ({
    offset: BigInt(first + index),
    project: 'default',
    timestamp: NOW,
    // Two good records and a bad one.
    value: Buffer.from(
      `${line(2 * (first + index))}\n${line(2 * (first + index) + 1)}\n{"prediction_id":"bad"}`,
    ),
  })),
});

async function counts(): Promise<Record<string, number>> {
  const rows: [string, number][] = [];
  for (const table of Object.keys(SHARD_KEYS)) {
    const [row] = await tables.sql(`SELECT count() AS n FROM ${table}_local`);
    rows.push([table, Number(row!.n)]);
  }
  return Object.fromEntries(rows);
}

test('distributed: the sharded tables are Distributed ones', async () => {
  const rows = await tables.sql("SELECT name FROM system.tables WHERE engine = 'Distributed' ORDER BY name");
  assert.deepEqual(
    rows.map(({ name }) => name),
    Object.keys(SHARD_KEYS).sort(),
  );
});

test('distributed: a range that is written twice under its token is stored once, behind views and Distributed tables', async () => {
  const once = { predictions: 100, labels: 100, quarantine: 50, feature_samples: 0 };
  assert.deepEqual(await store.logWriter(RULES).write(batch('a', 0)), {
    read: 150,
    accepted: 100,
    quarantined: 50,
  });
  assert.deepEqual(await counts(), once);
  for (let repeat = 0; repeat < 3; repeat += 1) await store.logWriter(RULES).write(batch('a', 0));
  assert.deepEqual(await counts(), once);
});

test('distributed: another range is stored', async () => {
  await store.logWriter(RULES).write(batch('b', 1000));
  assert.deepEqual(await counts(), { predictions: 200, labels: 200, quarantine: 100, feature_samples: 0 });
});
