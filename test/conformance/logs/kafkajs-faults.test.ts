import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import {
  addPartitions,
  createTopics,
  type KafkaBroker,
  startKafkaBroker,
  uniquePrefix,
} from '../../support/kafka-broker.ts';
import { entries, kafkaLog, kafkaProducer } from '../../support/kafka-log-world.ts';
import { recordLog } from '../../support/log-recorder.ts';
import { waitUntil } from '../../support/wait-until.ts';

let broker: KafkaBroker;
const prefix = uniquePrefix('faults');

before(async () => {
  broker = await startKafkaBroker();
});
after(() => broker.stop());

test('kafkajs: a member that stood still past its session is fenced, and the intent of its successor stands', async (t) => {
  const topic = `${prefix}-stalled`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const stalled = fork(new URL('../../support/log-member.js', import.meta.url), [
    broker.brokers,
    topic,
    topic,
  ]);
  t.after(() => stalled.kill('SIGKILL'));
  assert.deepEqual(await once(stalled, 'message'), ['assigned', undefined]);
  stalled.kill('SIGSTOP');
  const successor = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => successor.subscription.close());
  await successor.owns(1);
  assert.equal(await successor.subscription.commit({ topic, partition: 0 }, 0n, 'of the successor'), 'ok');
  // The commit is asked for before the stalled process can learn anything.
  stalled.send('commit');
  const answer = once(stalled, 'message');
  stalled.kill('SIGCONT');
  assert.deepEqual(await answer, ['fenced', undefined]);
  const left = once(stalled, 'exit');
  stalled.kill('SIGKILL');
  await left;
  await successor.owns(1);
  const [last] = successor.assignments.slice(-1);
  await successor.subscription.close();
  const reader = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => reader.subscription.close());
  await reader.owns(1);
  assert.equal(reader.assignments[0]?.intent, 'of the successor');
  assert.equal(last?.position, 0n);
});

test('kafkajs: a broker that is killed and comes back loses no acknowledged entry, and reading goes on by itself', async (t) => {
  const topic = `${prefix}-restart`;
  await createTopics(broker.brokers, { [topic]: 2 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => one.subscription.close());
  const acknowledged = new Set<string>();
  let sending = true;
  const load = (async () => {
    for (let round = 0; sending; round += 1) {
      const sends = entries(`r${round}-`, 20).map(async (entry) => {
        await producer.send(topic, [entry]);
        acknowledged.add(entry.key);
      });
      await Promise.allSettled(sends);
    }
  })();
  for (let kills = 0; kills < 2; kills += 1) {
    const target = acknowledged.size + 300;
    await waitUntil(() => acknowledged.size > target);
    await broker.kill('SIGKILL');
    await sleep(1_000);
    await broker.restart();
  }
  const target = acknowledged.size + 300;
  await waitUntil(() => acknowledged.size > target);
  sending = false;
  await load;
  const missing = () => {
    const seen = new Set(one.values());
    return [...acknowledged].filter((key) => !seen.has(key));
  };
  await waitUntil(
    () => missing().length === 0,
    () => `${missing().length} acknowledged entries`,
  ).catch(async (error: Error) => {
    throw new Error(`${error.message} ${await whereabouts(topic, missing())}`);
  });
  assert.deepEqual(one.failures, []);
});

/** whereabouts tells whether the log holds entries that a reader has not given: the writer or the reader is to blame. */
async function whereabouts(topic: string, keys: readonly string[]): Promise<string> {
  const other = await recordLog(kafkaLog(broker.brokers), [topic], `${topic}-other`);
  await sleep(10_000);
  const values = new Set(other.values());
  await other.subscription.close();
  return keys.map((key) => `${key} is ${values.has(key) ? 'in the log' : 'not in the log'}.`).join(' ');
}

test('kafkajs: entries that arrive while a broker answers are read whole', async (t) => {
  const topic = `${prefix}-meanwhile`;
  await createTopics(broker.brokers, { [topic]: 2 });
  const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => one.subscription.close());
  await one.owns(2);
  const until = Date.now() + 5_000;
  let sent = 0;
  const load = Array.from({ length: 6 }, async (_, index) => {
    const producer = kafkaProducer(broker.brokers);
    t.after(() => producer.close());
    for (let round = 0; Date.now() < until; round += 1) {
      await producer.send(topic, entries(`${index}-${round}-`, 1));
      sent += 1;
    }
  });
  await Promise.all(load);
  await one.received(sent);
  assert.deepEqual(
    one.records.filter(({ problem }) => problem !== undefined),
    [],
  );
  assert.equal(new Set(one.values()).size, sent);
});

test('kafkajs: while the broker stands still a commit fails as unavailable, and afterwards it succeeds', async (t) => {
  const topic = `${prefix}-pause`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const one = await recordLog(kafkaLog(broker.brokers, { session_timeout: '30s' }), [topic], topic);
  t.after(() => one.subscription.close());
  await one.owns(1);
  broker.pause();
  await assert.rejects(one.subscription.commit({ topic, partition: 0 }, 0n, 'x'), {
    code: 'log_unavailable',
  });
  broker.resume();
  let outcome = '';
  while (outcome === '') {
    outcome = await one.subscription.commit({ topic, partition: 0 }, 0n, 'x').catch(() => '');
  }
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  await producer.send(topic, entries('v', 5));
  await one.received(5);
  assert.deepEqual(one.values(), ['v0', 'v1', 'v2', 'v3', 'v4']);
  assert.deepEqual(one.failures, []);
});

test('kafkajs: partitions that a topic gets later are read too, from their first record', async (t) => {
  const topic = `${prefix}-grow`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const one = await recordLog(kafkaLog(broker.brokers, { metadata_age: '300ms' }), [topic], topic);
  t.after(() => one.subscription.close());
  await one.owns(1);
  await addPartitions(broker.brokers, topic, 3);
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  await producer.send(topic, entries('v', 60));
  await one.received(60);
  assert.equal(new Set(one.records.map(({ partition }) => partition)).size, 3);
});

test('kafkajs: a subscription to a topic that is not there yet begins when it is', async (t) => {
  const topic = `${prefix}-early`;
  const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => one.subscription.close());
  await sleep(700);
  await createTopics(broker.brokers, { [topic]: 1 });
  await one.owns(1);
  assert.deepEqual(one.failures, []);
});

test('kafkajs: records of a transaction that was taken back do not show', async (t) => {
  const topic = `${prefix}-transaction`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const kafka = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, transactionalId: topic });
  await producer.connect();
  t.after(() => producer.disconnect());
  for (const outcome of ['abort', 'commit', 'abort', 'commit'] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: outcome }, { value: outcome }] });
    await transaction[outcome]();
  }
  const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  t.after(() => one.subscription.close());
  await one.received(4);
  await waitUntil(() => one.subscription.lag()[0]?.position === one.subscription.lag()[0]?.end);
  assert.deepEqual(one.values(), ['commit', 'commit', 'commit', 'commit']);
});

test('kafkajs: entries larger than the share of a partition are read from every partition', async (t) => {
  const topic = `${prefix}-large`;
  await createTopics(broker.brokers, { [topic]: 3 });
  const producer = kafkaProducer(broker.brokers);
  t.after(() => producer.close());
  for (const entry of entries('v', 30)) {
    await producer.send(topic, [{ ...entry, value: Buffer.alloc(20_000, entry.value) }]);
  }
  const log = kafkaLog(broker.brokers, { fetch: { bytes: 10_000, partition_bytes: 1_000 } });
  const one = await recordLog(log, [topic], topic);
  t.after(() => one.subscription.close());
  await one.received(30);
  assert.equal(new Set(one.values()).size, 30);
});

test('kafkajs: closing ends though the broker is gone', async () => {
  const topic = `${prefix}-gone`;
  await createTopics(broker.brokers, { [topic]: 1 });
  const one = await recordLog(kafkaLog(broker.brokers), [topic], topic);
  await one.owns(1);
  await broker.kill('SIGKILL');
  await one.subscription.close();
  assert.deepEqual(one.events, ['assigned 0', 'revoking 0', 'revoked 0']);
  await assert.rejects(kafkaProducer(broker.brokers).send(topic, entries('v', 1)), {
    code: 'log_unavailable',
  });
  await broker.restart();
});
