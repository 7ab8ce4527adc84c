import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RecordIntake, startIntake, temporaryDirectory } from '../../support/record-intake.ts';

const DAY = 86_400_000;
const old = Date.now() - 100 * DAY;
let intake: RecordIntake;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

before(async () => {
  directory = await temporaryDirectory();
  intake = await startIntake(directory.path, {
    ingest: { event_time: { past: '30d' } },
    replayRules: { event_time: { past: '200d' } },
  });
});
after(async () => {
  await intake.stop();
  await directory.remove();
});

const prediction = (model: string, id: string, over: object = {}) => ({
  prediction_id: id,
  model,
  version: 'v1',
  timestamp: old,
  features: { age: 41 },
  prediction: 1,
  label: 'yes',
  ...over,
});

async function send(path: string, records: readonly object[]) {
  return intake.call('POST', path, { json: records });
}

async function list(model: string) {
  const { body } = await intake.call('GET', `/v1/quarantine?model=${model}`);
  return body.items as { quarantine_id: string; code: string; path: string; replayed_at: string | null }[];
}

async function stored(table: string, model: string) {
  const [row] = await intake.sql(`SELECT toUInt32(count()) AS rows FROM ${table} WHERE model = '${model}'`);
  return row?.rows;
}

const replay = async (request: object) =>
  (await intake.call('POST', '/v1/quarantine/replay', { json: request })).body;

test('quarantine: a record is tried again under rules that now admit it, and lands once', async () => {
  await send('/v1/predictions', [prediction('once', 'a'), prediction('once', 'b')]);
  const ids = (await list('once')).map(({ quarantine_id }) => quarantine_id);
  assert.equal(ids.length, 2);
  assert.deepEqual(await replay({ ids }), { replayed: 2, refused: [] });
  assert.deepEqual([await stored('predictions', 'once'), await stored('labels', 'once')], [2, 2]);
  assert.deepEqual(await replay({ ids }), { replayed: 0, refused: [] });
  assert.deepEqual(await replay({ ids: ids.slice(0, 1) }), { replayed: 0, refused: [] });
  assert.deepEqual([await stored('predictions', 'once'), await stored('labels', 'once')], [2, 2]);
  assert.ok((await list('once')).every(({ replayed_at }) => replayed_at !== null));
});

test('quarantine: two replays at once let a record land once', async () => {
  await send('/v1/predictions', [prediction('twice', 'a')]);
  const ids = (await list('twice')).map(({ quarantine_id }) => quarantine_id);
  const answers = await Promise.all([replay({ ids }), replay({ ids })]);
  assert.equal(answers[0].replayed + answers[1].replayed, 1);
  assert.deepEqual([await stored('predictions', 'twice'), await stored('labels', 'twice')], [1, 1]);
});

test('quarantine: what still fails stays with its new code, and is not a second record', async () => {
  await send('/v1/predictions', [prediction('older', 'a', { timestamp: Date.now() - 300 * DAY })]);
  const [before] = await list('older');
  const { replayed, refused } = await replay({ ids: [before!.quarantine_id] });
  assert.equal(replayed, 0);
  assert.deepEqual(refused, [
    { quarantine_id: before!.quarantine_id, code: 'timestamp_out_of_range', path: '/timestamp' },
  ]);
  assert.equal((await list('older')).length, 1);
  const shown = await intake.call('GET', `/v1/quarantine/${before!.quarantine_id}`);
  assert.equal(shown.body.replayed_at, null);
  assert.equal(JSON.parse(shown.body.raw).prediction_id, 'a');
});

test('quarantine: a record whose text was cut is refused with that reason', async () => {
  const big = prediction('cut', 'a', { features: { note: 'x'.repeat(5000) } });
  await send('/v1/predictions', [big]);
  const [kept] = await list('cut');
  assert.deepEqual(await replay({ ids: [kept!.quarantine_id] }), {
    replayed: 0,
    refused: [{ quarantine_id: kept!.quarantine_id, code: 'raw_text_cut', path: '' }],
  });
});

test('quarantine: a replay is selected by code, kind and time of arrival', async () => {
  await send('/v1/predictions', [prediction('chosen', 'a')]);
  await send('/v1/features', [{ sample_id: 's', model: 'chosen', timestamp: old, features: { x: 1 } }]);
  const past = { to: Date.now() - DAY };
  assert.deepEqual(await replay(past), { replayed: 0, refused: [] });
  assert.deepEqual(await replay({ codes: ['invalid_json'], kind: 'feature_sample' }), {
    replayed: 0,
    refused: [],
  });
  assert.equal((await replay({ kind: 'feature_sample' })).replayed, 1);
  assert.equal(await stored('predictions', 'chosen'), 0);
  assert.equal(await stored('feature_samples', 'chosen'), 1);
});

test('quarantine: an unknown id is not found, and an unknown kind is refused', async () => {
  assert.equal((await intake.call('GET', '/v1/quarantine/nothing')).status, 404);
  assert.equal((await intake.call('POST', '/v1/quarantine/replay', { json: { kind: 'x' } })).status, 400);
});
