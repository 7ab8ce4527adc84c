import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { KafkaSection } from '../../../../ingest/kafka/kafka-config.ts';
import { ensureTopics } from '../../../../ingest/kafka/topics.ts';
import { type KafkaBroker, startKafkaBroker, uniquePrefix } from '../../../support/kafka-broker.ts';
import { entries, kafkaLog, kafkaProducer, kafkaSettings } from '../../../support/kafka-log-world.ts';
import { recordLog } from '../../../support/log-recorder.ts';
import { waitUntil } from '../../../support/wait-until.ts';

let broker: KafkaBroker;
const prefix = uniquePrefix('secure');
const password = 'correct horse battery staple'.replaceAll(' ', '-');

before(async () => {
  broker = await startKafkaBroker({ users: { ada: password }, tls: true });
});
after(() => broker.stop());

async function roundTrip(brokers: string, topic: string, section: KafkaSection): Promise<string[]> {
  await ensureTopics(kafkaSettings(brokers, { ...section, partitions: 2 }), [topic]);
  const producer = kafkaProducer(brokers, section);
  await producer.connect();
  await producer.send(topic, entries('v', 3));
  const one = await recordLog(kafkaLog(brokers, section), [topic], topic);
  await one.received(3);
  assert.equal(await one.subscription.commit({ topic, partition: 0 }, 0n, 'i'), 'ok');
  await one.subscription.close();
  await producer.close();
  return one.values().sort();
}

for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const) {
  test(`sasl ${mechanism}: entries are sent, read and committed`, async () => {
    const sasl = { mechanism, username: 'ada', password };
    const values = await roundTrip(broker.saslBrokers, `${prefix}-${mechanism}`, { sasl });
    assert.deepEqual(values, ['v0', 'v1', 'v2']);
  });

  test(`sasl ${mechanism}: a wrong password ends the subscription and never shows`, async (t) => {
    const wrong = 'wrong-password-canary';
    const section = { sasl: { mechanism, username: 'ada', password: wrong } };
    const one = await recordLog(kafkaLog(broker.saslBrokers, section), [prefix], prefix);
    t.after(() => one.subscription.close());
    await waitUntil(() => one.failures.length > 0);
    const producer = kafkaProducer(broker.saslBrokers, section);
    const refused = await producer.connect().then(
      () => undefined,
      (error: unknown) => error,
    );
    await producer.close();
    assert.ok(refused instanceof Error);
    for (const failure of [one.failures[0], refused]) {
      assert.ok(failure instanceof Error);
      assert.doesNotMatch(`${failure.stack} ${JSON.stringify(failure)}`, /canary/);
    }
  });
}

test('tls: entries are sent, read and committed when the certificate is trusted', async () => {
  const values = await roundTrip(broker.tlsBrokers, `${prefix}-tls`, { tls: { ca: broker.tlsCa } });
  assert.deepEqual(values, ['v0', 'v1', 'v2']);
});

test('tls: a certificate that nobody vouches for is refused, and taken only when told so', async () => {
  const producer = kafkaProducer(broker.tlsBrokers, { tls: true });
  await assert.rejects(producer.connect(), { code: 'log_unavailable' });
  await producer.close();
  const values = await roundTrip(broker.tlsBrokers, `${prefix}-trust`, {
    tls: { reject_unauthorized: false },
  });
  assert.deepEqual(values, ['v0', 'v1', 'v2']);
});

test('topics that are there already are left as they are', async () => {
  const settings = kafkaSettings(broker.brokers, { partitions: 3 });
  await ensureTopics(settings, [`${prefix}-mine`]);
  await ensureTopics({ ...settings, partitions: 5 }, [`${prefix}-mine`, `${prefix}-other`]);
  const one = await recordLog(kafkaLog(broker.brokers), [`${prefix}-mine`], prefix);
  await one.owns(3);
  await one.subscription.close();
});
