import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CuttingProxy, startCuttingProxy } from '../../support/cutting-proxy.ts';
import {
  createTopics,
  type KafkaBroker,
  startKafkaBroker,
  uniquePrefix,
} from '../../support/kafka-broker.ts';
import { entries, kafkaLog, kafkaProducer } from '../../support/kafka-log-world.ts';
import { recordLog } from '../../support/log-recorder.ts';

let broker: KafkaBroker;
let proxy: CuttingProxy;
const prefix = uniquePrefix('producer');

before(async () => {
  proxy = await startCuttingProxy();
  broker = await startKafkaBroker({ proxy });
});
after(async () => {
  await proxy.close();
  await broker?.stop();
});

async function readAll(topic: string, count: number): Promise<string[]> {
  const reader = await recordLog(kafkaLog(broker.brokers), [topic], `${topic}-reader`);
  await reader.received(count);
  await sleep(300);
  await reader.subscription.close();
  return reader.values();
}

test('log producer: fifty sends at once land fifty entries', async (t) => {
  const topic = `${prefix}-fifty`;
  await createTopics(broker.brokers, { [topic]: 3 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const sent = entries('v', 50);
  await Promise.all(sent.map((entry) => producer.send(topic, [entry])));
  assert.deepEqual((await readAll(topic, 50)).sort(), sent.map(({ key }) => key).sort());
});

test('log producer: what is acknowledged can be read', async (t) => {
  const topic = `${prefix}-ack`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const reader = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => reader.subscription.close());
  await reader.owns(1);
  for (let round = 0; round < 5; round += 1) {
    await producer.send(topic, entries(`r${round}-`, 1));
    await reader.received(round + 1);
  }
  assert.deepEqual(reader.values(), ['r0-0', 'r1-0', 'r2-0', 'r3-0', 'r4-0']);
});

test('log producer: two hundred sends, each after the one before, all land', async (t) => {
  const topic = `${prefix}-serial`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const sent = entries('v', 200);
  for (const entry of sent) await producer.send(topic, [entry]);
  assert.deepEqual(
    await readAll(topic, 200),
    sent.map(({ key }) => key),
  );
});

test('log producer: entries of one key stay in the order in which they were sent', async (t) => {
  const topic = `${prefix}-order`;
  await createTopics(broker.brokers, { [topic]: 4 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const sent = entries('v', 300).map((entry) => ({ ...entry, key: 'one key' }));
  await Promise.all(sent.map((entry) => producer.send(topic, [entry])));
  assert.deepEqual(
    await readAll(topic, 300),
    sent.map(({ value }) => value.toString()),
  );
});

test('log producer: every acknowledged entry is in the log though replies were lost', async (t) => {
  const topic = `${prefix}-cut`;
  await createTopics(broker.brokers, { [topic]: 2 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const acknowledged: string[] = [];
  for (let round = 0; round < 12; round += 1) {
    const sends = entries(`r${round}-`, 25).map((entry) =>
      producer.send(topic, [entry]).then(() => acknowledged.push(entry.key)),
    );
    if (round % 2 === 1) {
      proxy.cutReplies(true);
      await sleep(20);
      proxy.cutReplies(false);
    }
    await Promise.allSettled(sends);
  }
  assert.ok(proxy.cuts() > 0, 'no reply was lost');
  assert.ok(acknowledged.length > 100);
  const seen = new Set(await readAll(topic, acknowledged.length));
  assert.deepEqual(
    acknowledged.filter((key) => !seen.has(key)),
    [],
  );
});

test('log producer: an entry that the broker finds too large is refused for good, and its neighbours land', async (t) => {
  const topic = `${prefix}-large`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const large = { key: 'large', value: Buffer.alloc(2_000_000, 'x'), headers: {} };
  const [first, second, third] = await Promise.allSettled([
    producer.send(topic, entries('before', 1)),
    producer.send(topic, [large]),
    producer.send(topic, entries('after', 1)),
  ]);
  assert.equal(first?.status, 'fulfilled');
  assert.equal(third?.status, 'fulfilled');
  assert.equal(second?.status === 'rejected' && second.reason.code, 'log_record_too_large');
  assert.deepEqual(await readAll(topic, 2), ['before0', 'after0']);
});

test('log producer: an entry of just under a mebibyte is taken', async (t) => {
  const topic = `${prefix}-mebibyte`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const value = Buffer.alloc(1024 * 1024 - 1024, 'y');
  await producer.send(topic, [{ key: 'k', value, headers: { 'plumbline-project': 'shop' } }]);
  assert.equal((await readAll(topic, 1))[0]?.length, value.length);
});

test('log producer: without a topic, and after close, a send fails with its reason', async () => {
  const producer = kafkaProducer(broker.brokers);
  await assert.rejects(producer.send(`${prefix}-nowhere`, entries('v', 1)), {
    code: 'log_unavailable',
    retryable: true,
  });
  await producer.close();
  await assert.rejects(producer.send(`${prefix}-fifty`, entries('v', 1)), { code: 'shutting_down' });
});

test('log producer: where no broker listens, connecting fails as unavailable', async () => {
  const producer = kafkaProducer('127.0.0.1:1');
  await assert.rejects(producer.connect(), { code: 'log_unavailable', retryable: true });
  await producer.close();
});
