import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { produceWithJava } from '../support/java-producer.ts';
import { createTopics, type KafkaBroker, startKafkaBroker, uniquePrefix } from '../support/kafka-broker.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { list, post, queryStored, type Row, waitFor } from '../support/service-requests.ts';

const prefix = uniquePrefix('system');
const topicOf = (kind: string) => `${prefix}.${kind}`;
const FOREIGN = topicOf('foreign');

let broker: KafkaBroker;
let service: ServiceProcess;

function config(): string {
  const topics = ['predictions', 'labels', 'features'].map((kind) => `${kind}: { name: ${topicOf(kind)} }`);
  return `
kafka:
  brokers: [${broker.brokers}]
  group: ${prefix}-ingest
  partitions: 2
  topics: { ${topics.join(', ')} }
  sources: [{ topic: ${FOREIGN}, kind: predictions, project: trading }]
log: { level: warn }
`;
}

const prediction = (id: string, changes: Row = {}): Row => ({
  prediction_id: id,
  model: 'clicks',
  version: 'v1',
  timestamp: Date.now(),
  features: { x: 1.5, city: 'Oslo', gone: null },
  prediction: true,
  ...changes,
});

/** counted adds up one outcome of a topic as the metrics page shows it. */
async function counted(topic: string, outcome: string): Promise<number> {
  const page = await (await fetch(`${service.url}/metrics`)).text();
  const line = new RegExp(
    `^plumbline_log_records_total\\{topic="${topic}",outcome="${outcome}"\\} (\\d+)$`,
    'm',
  );
  return Number(line.exec(page)?.[1] ?? Number.NaN);
}

async function landed(topic: string, read: number): Promise<void> {
  await waitFor(`${read} records of ${topic} landed`, async () =>
    (await counted(topic, 'read')) >= read ? true : null,
  );
}

before(async () => {
  broker = await startKafkaBroker();
  await createTopics(broker.brokers, { [FOREIGN]: 2 });
  service = await startService({ yaml: config() });
});

after(async () => {
  await service?.dispose();
  await broker?.stop();
});

test('kafka: what the gateway acknowledges reaches ClickHouse through the log, what it rejects does not', async () => {
  const records = Array.from({ length: 3000 }, (_, index) => prediction(`p${index}`));
  const old = prediction('old', { timestamp: '1999-01-01T00:00:00Z' });
  const answer = await post(service.url, '/v1/predictions', [...records, { model: 'clicks' }, old]);
  assert.equal(answer.status, 202);
  assert.equal(answer.body.accepted, 3000);
  assert.deepEqual(
    answer.body.rejected.map(({ index, code }: Row) => [index, code]),
    [
      [3000, 'missing_field'],
      [3001, 'timestamp_out_of_range'],
    ],
  );
  const labels = records.map(({ prediction_id, model }) => ({ prediction_id, model, label: true }));
  assert.equal((await post(service.url, '/v1/labels', labels)).body.accepted, 3000);
  const sample = { sample_id: 's', model: 'clicks', timestamp: Date.now(), features: { x: 2 } };
  assert.equal((await post(service.url, '/v1/features', [sample])).body.accepted, 1);
  await landed(topicOf('predictions'), 3001);
  await landed(topicOf('labels'), 3000);
  await landed(topicOf('features'), 1);
  const [suspect] = await list(service.url, '/v1/quarantine');
  assert.deepEqual([suspect?.code, suspect?.kind], ['timestamp_out_of_range', 'prediction']);
});

test('kafka: a Java producer of its own topic; the topic gives the project, and every codec is read', async () => {
  const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
  for (const codec of codecs) {
    const good = Array.from({ length: 20 }, (_, index) => JSON.stringify(prediction(`${codec}-${index}`)));
    await produceWithJava(broker.brokers, FOREIGN, codec, [...good, '{"prediction_id":']);
  }
  await landed(FOREIGN, codecs.length * 21);
  assert.equal(await counted(FOREIGN, 'accepted'), codecs.length * 20);
  assert.equal(await counted(FOREIGN, 'quarantined'), codecs.length);
});

test('kafka: a model that came through the log is known, with its features and versions', async () => {
  const model = await waitFor('the model', async () => {
    const models = await list(service.url, '/v1/models');
    return models.find(({ model: name }) => name === 'clicks') ?? null;
  });
  assert.equal(model.model, 'clicks');
  const features = await waitFor('its features', async () => {
    const rows = await list(service.url, '/v1/models/clicks/features');
    return rows.length >= 2 ? rows : null;
  });
  const kinds = Object.fromEntries(features.map(({ feature, kind }) => [feature, kind]));
  assert.deepEqual([kinds.x, kinds.city], ['numeric', 'categorical']);
});

test('kafka: a graceful stop leaves nothing behind, and the base tables hold every record once', async () => {
  assert.equal(await service.stop(), 0);
  const [predictions] = await queryStored(
    service.dataDir,
    `SELECT countIf(project = 'default') AS own, countIf(project = 'trading') AS foreign,
       uniqExact(project, prediction_id) AS ids FROM predictions`,
  );
  assert.deepEqual([predictions?.own, predictions?.foreign, predictions?.ids].map(Number), [3000, 100, 3100]);
  const [labels] = await queryStored(
    service.dataDir,
    'SELECT count() AS n, uniqExact(prediction_id) AS ids FROM labels',
  );
  assert.deepEqual([labels?.n, labels?.ids].map(Number), [3000, 3000]);
});
