import assert from 'node:assert/strict';
import test from 'node:test';
import { createTopics, deleteTopics } from '../support/kafka-broker.ts';
import { startEmbeddedWorld } from './fault-world.ts';
import { goodLine } from './filled-topic.ts';
import { scale } from './scale.ts';

const { records } = scale();
const POISON: readonly ((id: number) => string)[] = [
  () => 'not json at all',
  (id) => goodLine(id).replace('"v1"', '7'),
  (id) => goodLine(id).replace('"prediction":', '"__proto__":{"admin":true},"prediction":'),
  (id) => goodLine(id).replace(/"timestamp":\d+/, '"timestamp":1700000000'),
  (id) => goodLine(id).replace('"score":0.5', '"score":NaN'),
  (id) => goodLine(id, Date.now() - 40 * 86_400_000),
];

test('1 % poison, and poison first in a partition: the good records exact, the poison in quarantine, no lag', async (t) => {
  const world = await startEmbeddedWorld('poison');
  try {
    const isPoison = (number: number) => number % 100 === 0;
    const line = (number: number) =>
      isPoison(number) ? POISON[(number / 100) % POISON.length]!(number) : goodLine(number);
    await world.fill({ to: records, line });
    const ingester = world.ingest();
    await ingester.until(({ committed, partitions }) => committed && partitions === world.partitions);
    assert.equal(await ingester.stop(), 0);
    const audit = await world.audit(records, 'number % 100 = 0');
    const codes = await world.sql('SELECT code, count() FROM quarantine GROUP BY code ORDER BY code');
    t.diagnostic(`${JSON.stringify(audit)}; ${codes.replaceAll('\t', ' ').replaceAll('\n', ', ')}`);
    const good = records - records / 100;
    const poison = records / 100;
    assert.deepEqual(audit, { rows: good, distinct: good, lost: 0, duplicated: 0, quarantined: poison });
  } finally {
    await world.close();
  }
});

test('a topic that was deleted and created again begins anew: the token of the old one swallows nothing', async (t) => {
  const world = await startEmbeddedWorld('again');
  try {
    const count = 10_000;
    await world.fill({ to: count });
    const before = world.ingest({}, { batchRows: 1_000 });
    await before.until(({ committed, partitions }) => committed && partitions === world.partitions);
    assert.equal(await before.stop(), 0);
    await deleteTopics(world.broker.brokers, [world.topic]);
    await createTopics(world.broker.brokers, { [world.topic]: world.partitions });
    // The same offsets, and other records in them.
    await world.fill({ from: count, to: 2 * count });
    const after = world.ingest({}, { batchRows: 1_000 });
    await after.until(({ landed, committed }) => committed && landed >= count);
    assert.equal(await after.stop(), 0);
    const audit = await world.audit(2 * count);
    t.diagnostic(JSON.stringify(audit));
    assert.deepEqual(audit, { rows: 2 * count, distinct: 2 * count, lost: 0, duplicated: 0, quarantined: 0 });
  } finally {
    await world.close();
  }
});
