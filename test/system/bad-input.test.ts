import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { type Answer, list, post, queryStored, type Row } from '../support/service-requests.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const DAY = 86_400_000;
const now = Date.now();
const HOSTILE = [
  `it's`,
  'say "hi"',
  'back\\slash\\',
  'nul\0byte',
  'two\nlines',
  '🛩️ emoji',
  "x'; drop table predictions; --",
  '{x:String} %s ${HOME}',
  '../../etc/passwd',
];

let service: ServiceProcess;
/** Predictions that each model must hold in the end. */
const expected = new Map<string, number>();
const statuses: number[] = [];
let models = 0;

before(async () => {
  service = await startService({ yaml: 'ingest: { event_time: { past: 120d } }\nlog: { level: warn }\n' });
});
after(() => service.dispose());

function newModel(predictions: number): string {
  const model = `model-${++models}`;
  expected.set(model, predictions);
  return model;
}

function prediction(model: string, id: string, changes: object = {}): Row {
  const record = { model, version: 'v1', timestamp: now, features: { x: 1 }, prediction: true };
  return { prediction_id: id, ...record, ...changes };
}

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await post(service.url, path, body, headers);
  statuses.push(answer.status);
  return answer;
}

/** besideGood sends lines between two good records, and gives code and path of what was rejected. */
async function besideGood(model: string, lines: readonly string[]): Promise<string[]> {
  const good = (id: string) => JSON.stringify(prediction(model, id));
  const body = [good('first'), ...lines, good('last')].join('\n');
  const answer = await send('/v1/predictions', body, NDJSON);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  assert.equal(answer.body.accepted, 2);
  assert.deepEqual(
    answer.body.rejected.map(({ index }: Row) => index),
    lines.map((_, index) => index + 1),
  );
  return answer.body.rejected.map(({ code, path }: Row) => `${code} ${path}`.trim());
}

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

test('lines that are no good record: each has its code, the good ones beside them land', async () => {
  const model = newModel(2);
  const line = (changes: object) => JSON.stringify(prediction(model, 'bad', changes));
  const good = JSON.stringify(prediction(model, 'bad'));
  const cases: readonly (readonly [string, string])[] = [
    ['{"prediction_id": "bad", ', 'invalid_json'],
    ['[1, 2]', 'record_not_object'],
    ['"text"', 'record_not_object'],
    [good.replace('{', '{"__proto__": {"polluted": true}, '), 'forbidden_key'],
    [good.replace('"x":1', '"__proto__": 1'), 'forbidden_key'],
    [good.replace('"x":1', '"x": NaN'), 'invalid_json'],
    [line({ timestamp: Math.floor(now / 1000) }), 'timestamp_in_seconds /timestamp'],
    [line({ timestamp: '2026-01-01T00:00:00' }), 'timestamp_without_zone /timestamp'],
    [line({ timestamp: 'yesterday' }), 'invalid_timestamp /timestamp'],
    [line({ score: 'NaN' }), 'number_not_finite /score'],
    [line({ score: 'Infinity' }), 'number_not_finite /score'],
    [good.replace('"x":1', '"x": 1e999'), 'number_not_finite /features/x'],
    [line({ score: 'high' }), 'wrong_type /score'],
    [line({ features: { x: { y: 1 } } }), 'wrong_type /features/x'],
    [line({ features: [1] }), 'wrong_type /features'],
    [line({ prediction: null }), 'wrong_type /prediction'],
    [line({ version: undefined }), 'missing_field /version'],
    [line({ colour: 'red' }), 'unknown_field /colour'],
    [line({ prediction_id: '' }), 'invalid_id /prediction_id'],
    [line({ prediction_id: 'é'.repeat(65) }), 'invalid_id /prediction_id'],
    [line({ model: '' }), 'invalid_name /model'],
    [line({ deployment: 'staging' }), 'wrong_type /deployment'],
    [line({ timestamp: 0 }), 'timestamp_out_of_range /timestamp'],
    [line({ timestamp: '1970-01-01T00:00:00Z' }), 'timestamp_out_of_range /timestamp'],
    [line({ timestamp: '2262-04-11T23:47:16Z' }), 'timestamp_out_of_range /timestamp'],
    [good.replace('"x":1', `"x": ${deep(1_000_000)}`), 'too_deep'],
  ];
  const found = await besideGood(
    model,
    cases.map(([text]) => text),
  );
  const mismatches = cases.flatMap(([text, code], index) =>
    found[index] === code || found[index]!.startsWith(`${code} `)
      ? []
      : [`${text.slice(0, 90)} => ${found[index]}, not ${code}`],
  );
  assert.deepEqual(mismatches, []);
  const kept = await list(service.url, '/v1/quarantine', { code: 'timestamp_out_of_range' });
  assert.equal(kept.filter((row) => row.model === model).length, 3);
});

test('bodies that are no records: one problem document each', async () => {
  const text = (body: unknown, headers: Record<string, string> = {}) =>
    send('/v1/predictions', body, headers);
  const gzip = { 'content-encoding': 'gzip' };
  const cases: readonly (readonly [Promise<Answer>, number, string])[] = [
    [text('[{"prediction_id": '), 400, 'invalid_json'],
    [text(''), 400, 'empty_body'],
    [text('[]'), 400, 'empty_body'],
    [text(deep(1_000_000)), 422, 'all_records_rejected'],
    [text('[[['), 400, 'invalid_json'],
    [text('a=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'unsupported_media_type'],
    [text(gzipSync(Buffer.alloc(200_000_000, ' ')), gzip), 413, 'body_too_large'],
    [text(gzipSync(gzipSync('[]')), gzip), 400, 'invalid_json'],
    [text('not gzip', gzip), 400, 'invalid_gzip'],
    [text(' '.repeat(6 * 1024 * 1024)), 413, 'body_too_large'],
    [text('{}\n'.repeat(5001), NDJSON), 413, 'too_many_records'],
    [text('{}'), 422, 'all_records_rejected'],
  ];
  const found: string[] = [];
  for (const [answer] of cases) {
    const { status, body, headers } = await answer;
    assert.match(String(headers.get('content-type')), /^application\/problem\+json/);
    found.push(`${status} ${body.code}`);
  }
  assert.deepEqual(
    found,
    cases.map(([, status, code]) => `${status} ${code}`),
  );
});

test('hostile ids and names are stored as they are and read back exactly', async () => {
  for (const name of HOSTILE) {
    const record = prediction(name, name, { version: name, features: { [name]: 1 }, tags: { [name]: name } });
    const categorical = { ...record, prediction_id: `${name}2`, features: { [`${name}2`]: name } };
    const { status, body } = await send('/v1/predictions', [record, categorical]);
    assert.deepEqual([status, body], [202, { accepted: 2, rejected: [] }], JSON.stringify(name));
    expected.set(name, 2);
  }
  const stored = await list(service.url, '/v1/models');
  for (const name of HOSTILE) {
    const model = stored.find((row) => row.model === name);
    assert.deepEqual(model?.versions, [name]);
    const features = await list(service.url, `/v1/models/${encodeURIComponent(name)}/features`);
    assert.deepEqual(
      features.map(({ feature, kind }) => [feature, kind]).sort(),
      [
        [name, 'numeric'],
        [`${name}2`, 'categorical'],
      ].sort(),
    );
  }
});

test('a prediction sent twice, and two versions of one id: the first of each version stays', async () => {
  const model = newModel(2);
  const first = prediction(model, 'same', { score: 0.1 });
  const shadow = prediction(model, 'same', { version: 'v2', deployment: 'shadow', score: 0.2 });
  for (const records of [[first], [first, shadow], [{ ...first, score: 0.9 }]]) {
    const { status, body } = await send('/v1/predictions', records);
    assert.deepEqual([status, body.accepted], [202, records.length]);
  }
});

test('labels before, without and 90 days after their prediction are accepted', async () => {
  const model = newModel(2);
  const label = (id: string, changes: object = {}) => ({ prediction_id: id, model, label: true, ...changes });
  const early = await send('/v1/labels', [label('early'), label('without')]);
  assert.deepEqual([early.status, early.body.accepted], [202, 2]);
  const predictions = [prediction(model, 'early'), prediction(model, 'old', { timestamp: now - 90 * DAY })];
  assert.equal((await send('/v1/predictions', predictions)).body.accepted, 2);
  const late = await send('/v1/labels', [
    label('old', { timestamp: now, prediction_timestamp: now - 90 * DAY }),
    label('bad', { label: null }),
  ]);
  assert.deepEqual([late.status, late.body.accepted], [202, 1]);
});

test('a feature that is a number in one record and a text in the next keeps its first kind', async () => {
  const model = newModel(3);
  const values = [1, 'one', null];
  const records = values.map((x, index) => prediction(model, `p${index}`, { features: { x } }));
  assert.equal((await send('/v1/predictions', records)).body.accepted, 3);
  const features = await list(service.url, `/v1/models/${model}/features`);
  assert.deepEqual(
    features.map(({ feature, kind }) => [feature, kind]),
    [['x', 'numeric']],
  );
});

test('queries with hostile values are answered, and unknown things are 404', async () => {
  for (const name of HOSTILE) {
    for (const path of ['/v1/evaluations', '/v1/incidents', '/v1/quarantine'])
      assert.deepEqual(await list(service.url, path, { model: `no ${name}` }), []);
    const incident = await fetch(`${service.url}/v1/incidents/${encodeURIComponent(name)}`);
    statuses.push(incident.status);
    assert.equal(incident.status, 404);
  }
  const run = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
  const unknown = await send('/v1/monitors/nobody/runs', run);
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'unknown_monitor']);
});

test('after all that the service lives, its counters balance, and the view holds every good record once', async () => {
  assert.equal((await fetch(`${service.url}/livez`)).status, 200);
  assert.deepEqual(
    statuses.filter((status) => status >= 500),
    [],
  );
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const counts = [...metrics.matchAll(/ingest_records_total\{kind="(\w+)",outcome="(\w+)"\} (\d+)/g)];
  const sums = new Map<string, number>();
  for (const [, kind = '', outcome, count] of counts)
    sums.set(kind, (sums.get(kind) ?? 0) + (outcome === 'read' ? -1 : 1) * Number(count));
  assert.deepEqual([...sums.values()], [...sums.values()].fill(0), metrics);
  assert.doesNotMatch(service.logs(), /"level":(50|60)/);
  assert.equal(await service.stop(), 0);
  const stored = await queryStored(
    service.dataDir,
    'SELECT model, count() AS n, countDistinct(prediction_id, version) AS ids FROM predictions_once GROUP BY model',
  );
  const found = new Map(stored.map(({ model, n }) => [model, Number(n)]));
  assert.deepEqual([...found].sort(), [...expected].sort());
  for (const { n, ids } of stored) assert.equal(Number(n), Number(ids));
  const score = await queryStored(
    service.dataDir,
    "SELECT score FROM predictions_once WHERE prediction_id = 'same' ORDER BY version",
  );
  assert.deepEqual(
    score.map((row) => row.score),
    [0.1, 0.2],
  );
  const names = await queryStored(
    service.dataDir,
    'SELECT DISTINCT prediction_id FROM predictions_once WHERE model = prediction_id',
  );
  assert.deepEqual(names.map((row) => row.prediction_id).sort(), [...HOSTILE].sort());
});
