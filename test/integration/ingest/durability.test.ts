import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ClickhouseShim, startClickhouseShim } from '../../support/clickhouse-shim.ts';
import { type RecordIntake, startIntake, temporaryDirectory } from '../../support/record-intake.ts';

const now = Date.now();
const model = 'fraud';
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

before(async () => {
  directory = await temporaryDirectory();
});

after(() => directory.remove());

const aPrediction = (id: string, changes: object = {}) => ({
  prediction_id: id,
  model,
  version: 'v1',
  timestamp: now - 60_000,
  features: { age: 41, country: 'DE' },
  prediction: 'yes',
  ...changes,
});

const post = (intake: RecordIntake, path: string, json: unknown) => intake.call('POST', path, { json });

const countOf = (intake: RecordIntake) =>
  intake.store.windowReader.countRows({
    project: 'default',
    model,
    version: null,
    deployment: 'live',
    source: 'predictions',
    segment: [],
    window: { start: now - 3_600_000, end: now },
  });

test('every acknowledged id is there exactly once, also after a restart; watermark and catalogue come back', async () => {
  let intake = await startIntake(directory.path);
  const acknowledged = new Set<string>();
  const request = async (client: number) => {
    for (let batch = 0; batch < 10; batch += 1) {
      // Each batch repeats half of the one before, as a client does that lost an answer.
      const ids = Array.from({ length: 100 }, (_, index) => `${client}-${batch * 50 + index}`);
      const { status, body } = await post(
        intake,
        '/v1/predictions',
        ids.map((id) => aPrediction(id)),
      );
      assert.deepEqual([status, body.accepted], [202, 100]);
      for (const id of ids) acknowledged.add(id);
    }
  };
  await Promise.all([0, 1, 2, 3].map(request));
  const stored = await intake.sql('SELECT prediction_id AS id FROM predictions_once');
  assert.deepEqual(new Set(stored.map(({ id }) => id)), acknowledged);
  assert.equal(stored.length, acknowledged.size);
  await intake.stop();

  intake = await startIntake(directory.path);
  assert.equal(intake.ingest.watermark('default', model), now - 60_000);
  assert.deepEqual(
    intake.ingest.features('default', model).map(({ feature, kind }) => `${feature} ${kind}`),
    ['age numeric', 'country categorical'],
  );
  await post(intake, '/v1/predictions', [aPrediction('0-0', { prediction: 'changed' })]);
  assert.equal(await countOf(intake), acknowledged.size);
  const [kept] = await intake.sql(
    "SELECT prediction_text AS text FROM predictions_once WHERE prediction_id = '0-0'",
  );
  assert.equal(kept?.text, 'yes');
  await intake.stop();
});

test('of two labels of one prediction in one request the later one is stored, and neighbours are untouched', async () => {
  const intake = await startIntake(directory.path);
  const label = (prediction_id: string, value: string) => ({ prediction_id, model: 'labels', label: value });
  const { body } = await post(intake, '/v1/labels', [label('a', 'no'), label('b', 'no'), label('a', 'yes')]);
  assert.equal(body.accepted, 3);
  const rows = await intake.sql(
    "SELECT prediction_id, label_text FROM labels WHERE model = 'labels' ORDER BY prediction_id",
  );
  assert.deepEqual(
    rows.map((row) => [row.prediction_id, row.label_text]),
    [
      ['a', 'yes'],
      ['b', 'no'],
    ],
  );
  await intake.stop();
});

test('over HTTP: an answer that got lost, a refusal and a failure leave every id exactly once', async () => {
  const shim: ClickhouseShim = await startClickhouseShim();
  const intake = await startIntake(directory.path, { storeUrl: `${shim.url}/plumbline` });
  const ids = (prefix: string) => Array.from({ length: 50 }, (_, index) => aPrediction(`${prefix}${index}`));
  // The first request teaches names and versions, so that what follows is one insert each.
  assert.equal((await post(intake, '/v1/predictions', ids('a'))).body.accepted, 50);
  await shim.loseNextReply();
  assert.equal((await post(intake, '/v1/predictions', ids('b'))).body.accepted, 50);
  assert.equal(await countOf(intake), 100);
  // 27: cannot parse input; the batch is halved, and everything lands.
  await shim.refuseNext(27);
  assert.equal((await post(intake, '/v1/predictions', ids('c'))).body.accepted, 50);
  // 241: out of memory, which passes.
  await shim.refuseNext(241);
  assert.equal((await post(intake, '/v1/predictions', ids('d'))).body.accepted, 50);
  assert.equal(await countOf(intake), 200);
  assert.ok(intake.ingest.metrics().retries >= 2);
  await intake.stop();
  await shim.close();
});

test('while ClickHouse is away requests end with 503, then 429, and nothing is acknowledged', async () => {
  const shim = await startClickhouseShim();
  const intake = await startIntake(directory.path, {
    storeUrl: `${shim.url}/plumbline`,
    ingest: { buffer: { wait: '2s', records: 20_000, bytes: 40_000 }, commit: { bytes: 40_000 } },
  });
  assert.equal((await post(intake, '/v1/predictions', [aPrediction('before')])).status, 202);
  await shim.kill();
  const late = await post(intake, '/v1/predictions', [aPrediction('waiting')]);
  assert.deepEqual([late.status, late.body.code], [503, 'store_unavailable']);
  assert.ok(Number(late.headers.get('retry-after')) >= 1);
  const tags = { filler: 'x'.repeat(8000) };
  const full = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      post(intake, '/v1/predictions', [aPrediction(`p${index}`, { tags })]),
    ),
  );
  assert.ok(full.every(({ status }) => status === 503 || status === 429));
  assert.ok(full.some(({ status, body }) => status === 429 && body.code === 'overloaded'));
  assert.equal(intake.ingest.metrics().records.prediction.accepted, 1);
  assert.equal((await intake.call('GET', '/readyz')).status, 503);
  assert.equal((await intake.call('GET', '/livez')).status, 200);
  await intake.stop();
  await shim.close();
});
