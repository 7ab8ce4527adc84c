import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { produceWithJava } from '../../../support/java-producer.ts';
import {
  createTopics,
  type KafkaBroker,
  startKafkaBroker,
  uniquePrefix,
} from '../../../support/kafka-broker.ts';
import { entries, kafkaLog, kafkaProducer } from '../../../support/kafka-log-world.ts';
import { recordLog } from '../../../support/log-recorder.ts';
import { produceRaw } from '../../../support/raw-produce.ts';
import { encodeBatch, encodeRecords } from '../../../support/record-batches.ts';

let broker: KafkaBroker;
const prefix = uniquePrefix('foreign');
const lines = Array.from({ length: 400 }, (_, n) =>
  JSON.stringify({ prediction_id: `p${n}`, text: 'aé'.repeat(n % 60) }),
);

before(async () => {
  broker = await startKafkaBroker();
});
after(() => broker.stop());

for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
  test(`a Java producer's ${codec} batches are read`, async (t) => {
    const topic = `${prefix}-${codec}`;
    await createTopics(broker.brokers, { [topic]: 1 });
    await produceWithJava(broker.brokers, topic, codec, lines);
    const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
    t.after(() => one.subscription.close());
    await one.received(lines.length);
    assert.deepEqual(one.values(), lines);
    assert.ok(one.records.every(({ headers }) => headers['plumbline-project'] === 'shop'));
    assert.ok(one.records.every(({ problem }) => problem === undefined));
  });
}

const ten = encodeRecords(Array.from({ length: 10 }, (_, n) => ({ value: Buffer.from(`raw${n}`) })));
const zeros = encodeRecords([{ value: Buffer.alloc(5_000_000) }]);
const OF_TEN = { lastOffsetDelta: 9, count: 10 };

test('the broker takes a batch that was made by hand, whole or compressed', async (t) => {
  const topic = `${prefix}-by-hand`;
  await createTopics(broker.brokers, { [topic]: 1 });
  assert.equal(await produceRaw(broker.brokers, topic, encodeBatch({ body: ten, ...OF_TEN })), 0);
  const gzip = encodeBatch({ body: gzipSync(ten), attributes: 1, ...OF_TEN });
  assert.equal(await produceRaw(broker.brokers, topic, gzip), 0);
  const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => one.subscription.close());
  await one.received(20);
  const values = Array.from({ length: 10 }, (_, n) => `raw${n}`);
  assert.deepEqual(one.values(), [...values, ...values]);
});

const REFUSED = [
  { name: 'bytes that are no gzip', attributes: 1, body: Buffer.from('not gzip') },
  { name: 'bytes that are no snappy', attributes: 2, body: Buffer.alloc(40, 0xff) },
  { name: 'bytes that are no lz4', attributes: 3, body: Buffer.from('not lz4') },
  { name: 'bytes that are no zstd', attributes: 4, body: Buffer.from('not zstd') },
  { name: 'a codec that is not known', attributes: 5, body: ten },
] as const;

for (const { name, attributes, body } of REFUSED) {
  test(`the broker itself refuses ${name}`, async () => {
    const topic = `${prefix}-${name.replaceAll(' ', '-')}`;
    await createTopics(broker.brokers, { [topic]: 1 });
    assert.notEqual(await produceRaw(broker.brokers, topic, encodeBatch({ attributes, body, ...OF_TEN })), 0);
  });
}

test('a batch that unpacks to more than the limit comes out as too large, and reading goes on', async (t) => {
  const topic = `${prefix}-bomb`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const bomb = encodeBatch({ body: gzipSync(zeros), attributes: 1, count: 1 });
  assert.equal(await produceRaw(broker.brokers, topic, bomb), 0);
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  await producer.send(topic, entries('good', 5));
  const log = kafkaLog(broker.brokers, { fetch: { decompressed_bytes: 1_000_000 } });
  const one = await recordLog(log, [topic], topic);
  t.after(() => one.subscription.close());
  await one.received(6);
  assert.equal(one.records[0]?.problem, 'log_record_too_large');
  assert.ok((one.records[0]?.value?.length ?? 0) < 64 * 1024 + 1);
  assert.deepEqual(one.values().slice(1), ['good0', 'good1', 'good2', 'good3', 'good4']);
});

const BROKEN_ON_DISK = [
  { name: 'gzip', codec: 1, problem: 'corrupt_log_record' },
  { name: 'snappy', codec: 2, problem: 'corrupt_log_record' },
  { name: 'lz4', codec: 3, problem: 'corrupt_log_record' },
  { name: 'zstd', codec: 4, problem: 'corrupt_log_record' },
  { name: 'unknown', codec: 6, problem: 'unknown_codec' },
] as const;

test('batches that broke on the disk of the broker come out with each offset and its reason, and hold nothing up', async (t) => {
  const topic = `${prefix}-disk`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const producer = kafkaProducer(broker.brokers);
  for (const { name } of BROKEN_ON_DISK) {
    await producer.send(topic, entries(`before-${name}-`, 2));
    await producer.send(topic, entries(`victim-${name}-`, 10));
  }
  await producer.send(topic, entries('victim-cut-', 10));
  await producer.send(topic, entries('after-', 3));
  await producer.close();
  await broker.kill('SIGTERM');
  const file = join(broker.dataDir, 'logs', `${topic}-0`, '00000000000000000000.log');
  const segment = readFileSync(file);
  for (const { name, codec } of BROKEN_ON_DISK) {
    const batch = batchWith(segment, `victim-${name}-0`);
    batch.writeInt16BE(batch.readInt16BE(21) | codec, 21);
  }
  const cut = batchWith(segment, 'victim-cut-5');
  // From the length of the sixth record on.
  cut.fill(0xff, cut.indexOf('victim-cut-5') - 5);
  writeFileSync(file, segment);
  await broker.restart();

  const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => one.subscription.close());
  await one.received(73);
  assert.deepEqual(
    one.records.map(({ offset }) => offset),
    Array.from({ length: 73 }, (_, n) => BigInt(n)),
  );
  const expected = BROKEN_ON_DISK.flatMap(({ name, problem }) => [
    ...entries(`before-${name}-`, 2).map(({ key }) => key),
    ...Array.from({ length: 10 }, () => problem),
  ]);
  const read = one.records.map(({ value, problem }) => problem ?? String(value));
  assert.deepEqual(read.slice(0, 60), expected);
  assert.deepEqual(read.slice(60), [
    ...entries('victim-cut-', 5).map(({ key }) => key),
    ...Array.from({ length: 5 }, () => 'corrupt_log_record'),
    ...entries('after-', 3).map(({ key }) => key),
  ]);
  const [first, second] = one.records.filter(({ problem }) => problem !== undefined);
  assert.ok(
    Buffer.from(first?.value ?? []).includes('victim-gzip-9'),
    'the bytes stand with the first offset',
  );
  assert.equal(second?.value?.length, 0);
  assert.deepEqual(one.failures, []);
});

/** The batch of a segment that holds a text, as a view. */
function batchWith(segment: Buffer, text: string): Buffer {
  for (let at = 0; at < segment.length; ) {
    const end = at + 12 + segment.readInt32BE(at + 8);
    const batch = segment.subarray(at, end);
    if (batch.includes(text)) return batch;
    at = end;
  }
  throw new Error(`No batch holds ${text}.`);
}
