import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKafkaConfig } from '../../../../ingest/kafka/kafka-config.ts';

test('kafka section: nothing written means no brokers, and the defaults of everything else', () => {
  const { config, problems } = readKafkaConfig(undefined);
  assert.deepEqual(problems, []);
  assert.deepEqual(config.brokers, []);
  assert.equal(config.tls, false);
  assert.equal(config.sasl, null);
  assert.equal(config.group, 'plumbline-ingest');
  assert.equal(config.sessionTimeoutMs, 10_000);
  assert.deepEqual(config.topics, {
    prediction: { name: 'plumbline.predictions', project: null },
    label: { name: 'plumbline.labels', project: null },
    feature_sample: { name: 'plumbline.features', project: null },
  });
  assert.equal(config.partitions, 6);
  assert.equal(config.fetch.decompressedBytes, 64 * 1024 * 1024);
});

test('kafka section: what is written is read, and secrets do not print', () => {
  const { config, problems } = readKafkaConfig({
    brokers: ['a:9092', 'b.example:9093'],
    tls: { ca: 'CA', cert: 'CERT', key: 'KEY-CANARY' },
    sasl: { mechanism: 'scram-sha-256', username: 'ada', password: 'PASSWORD-CANARY' },
    session_timeout: '20s',
    topics: { labels: { name: 'truth', project: 'shop' } },
    sources: [{ topic: 'clicks', kind: 'features', project: 'web' }],
  });
  assert.deepEqual(problems, []);
  assert.equal(config.sessionTimeoutMs, 20_000);
  assert.deepEqual(config.topics.label, { name: 'truth', project: 'shop' });
  assert.deepEqual(config.sources, [{ topic: 'clicks', kind: 'feature_sample', project: 'web' }]);
  assert.equal(config.sasl?.password.reveal(), 'PASSWORD-CANARY');
  assert.ok(config.tls && config.tls.key?.reveal() === 'KEY-CANARY');
  assert.doesNotMatch(JSON.stringify(config), /CANARY/);
  assert.deepEqual(readKafkaConfig({ tls: true }).config.tls, { rejectUnauthorized: true });
});

const WRONG: readonly [string, unknown, RegExp][] = [
  ['a broker without port', { brokers: ['kafka'] }, /brokers/],
  ['a broker as URL', { brokers: ['http://kafka:9092'] }, /brokers/],
  ['no broker in the list', { brokers: [] }, /brokers/],
  ['a duration that cannot be read', { session_timeout: 'soon' }, /session_timeout/],
  [
    'a mechanism that is not known',
    { sasl: { mechanism: 'gssapi', username: 'a', password: 'b' } },
    /mechanism/,
  ],
  ['a certificate without key', { tls: { cert: 'CERT' } }, /tls.*come together/],
  ['one topic for two kinds', { topics: { labels: { name: 'plumbline.predictions' } } }, /topic of its own/],
  [
    'a source that is a topic of its own',
    { sources: [{ topic: 'plumbline.labels', kind: 'labels', project: 'x' }] },
    /sources.*named twice/,
  ],
  ['a source without project', { sources: [{ topic: 'clicks', kind: 'labels' }] }, /project/],
  ['a key that is not known', { broker: 'a:1' }, /broker/],
];

for (const [name, section, problem] of WRONG) {
  test(`kafka section: ${name} is reported with its path`, () => {
    const { problems } = readKafkaConfig(section);
    assert.equal(problems.length, 1, JSON.stringify(problems));
    assert.match(`${problems[0]?.path.join('.')} ${problems[0]?.message}`, problem);
  });
}
