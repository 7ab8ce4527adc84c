import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type RecordIntake, startIntake, temporaryDirectory } from '../../support/record-intake.ts';

const HOUR = 3_600_000;
const now = Date.now();
const window = { start: now - 48 * HOUR, end: now + HOUR };
let intake: RecordIntake;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let sequence = 0;

before(async () => {
  directory = await temporaryDirectory();
  intake = await startIntake(directory.path);
});

after(async () => {
  await intake.stop();
  await directory.remove();
});

/** freshModel keeps the tests of this file apart in one store. */
function freshModel(): string {
  sequence += 1;
  return `model-${sequence}`;
}

function aPrediction(model: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    prediction_id: 'good',
    model,
    version: 'v1',
    timestamp: now - 60_000,
    features: { age: 41 },
    prediction: 'yes',
    ...changes,
  };
}

const slice = (model: string, changes: object = {}) => ({
  project: 'default',
  model,
  version: null,
  deployment: 'live',
  source: 'predictions' as const,
  segment: [],
  window,
  ...changes,
});

const countOf = (model: string) => intake.store.windowReader.countRows(slice(model));

async function quarantineOf(model: string) {
  const { body } = await intake.call('GET', `/v1/quarantine?model=${encodeURIComponent(model)}`);
  return body.items as { code: string; path: string; raw: string; line: number }[];
}

const BAD_RECORDS: readonly (readonly [string, Record<string, unknown>, string, string])[] = [
  ['epoch seconds', { timestamp: Math.floor(now / 1000) }, 'timestamp_in_seconds', '/timestamp'],
  ['a naive datetime', { timestamp: '2026-01-01T00:00:00' }, 'timestamp_without_zone', '/timestamp'],
  ['the text NaN as a number', { score: 'NaN' }, 'number_not_finite', '/score'],
  ['the text Infinity as a feature', { features: { a: 'Infinity' } }, 'number_not_finite', '/features/a'],
  ['text where a number belongs', { score: 'high' }, 'wrong_type', '/score'],
  ['a list as the prediction', { prediction: [1] }, 'wrong_type', '/prediction'],
  ['a missing field', { version: undefined }, 'missing_field', '/version'],
  ['an unknown field', { colour: 'red' }, 'unknown_field', '/colour'],
  ['another project', { project: 'theirs' }, 'unknown_field', '/project'],
  ['an id of 129 bytes', { prediction_id: 'x'.repeat(129) }, 'invalid_id', '/prediction_id'],
  ['the year 1970', { timestamp: '1970-01-01T00:00:00Z' }, 'timestamp_out_of_range', '/timestamp'],
  ['the year 2262', { timestamp: '2262-04-11T23:47:16Z' }, 'timestamp_out_of_range', '/timestamp'],
];

for (const [name, change, code, path] of BAD_RECORDS) {
  test(`${name}: ${code}, and the good record beside it lands`, async () => {
    const model = freshModel();
    const json = [aPrediction(model, { prediction_id: 'bad', ...change }), aPrediction(model)];
    const { status, body } = await intake.call('POST', '/v1/predictions', { json });
    assert.equal(status, 202);
    assert.equal(body.accepted, 1);
    assert.deepEqual([body.rejected[0].index, body.rejected[0].code, body.rejected[0].path], [0, code, path]);
    assert.equal(await countOf(model), 1);
    const kept = (await quarantineOf(model)).map((row) => row.code);
    assert.deepEqual(kept, code === 'timestamp_out_of_range' ? [code] : []);
  });
}

test('malformed lines, bare NaN and a record a million levels deep go to quarantine; their neighbours land', async () => {
  const model = freshModel();
  const good = (id: string) => JSON.stringify(aPrediction(model, { prediction_id: id }));
  const deep = `{"prediction_id":"deep","x":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
  const lines = [good('a'), '{"prediction_id":', good('b'), '{"score":NaN}', deep, good('c')];
  const { status, body } = await intake.call('POST', '/v1/predictions', {
    body: lines.join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  assert.equal(status, 202);
  assert.equal(body.accepted, 3);
  assert.deepEqual(
    body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code]),
    [
      [1, 'invalid_json'],
      [3, 'invalid_json'],
      [4, 'too_deep'],
    ],
  );
  assert.equal(await countOf(model), 3);
  const kept = await intake.sql(
    "SELECT code, line, raw, raw_bytes FROM quarantine WHERE model = '' AND code != 'forbidden_key' ORDER BY line",
  );
  assert.deepEqual(
    kept.map((row) => [row.code, row.line, String(row.raw).length]),
    [
      ['invalid_json', 1, 17],
      ['invalid_json', 3, 13],
      ['too_deep', 4, 4096],
    ],
  );
  assert.equal(Number(kept[2]?.raw_bytes), deep.length);
});

test('a list that is not JSON takes nothing, and says why', async () => {
  const model = freshModel();
  const good = JSON.stringify(aPrediction(model));
  for (const [text, code] of [
    [`[${good},{"a":NaN}]`, 'invalid_json'],
    [`[${good},]`, 'invalid_json'],
    [`[${good}`, 'invalid_json'],
    ['['.repeat(1_000_000), 'invalid_json'],
  ] as const) {
    const { status, body } = await intake.call('POST', '/v1/predictions', { body: text });
    assert.deepEqual([status, body.code], [400, code]);
  }
  assert.equal(await countOf(model), 0);
});

test('__proto__ and constructor.prototype are refused at any depth, record by record', async () => {
  const model = freshModel();
  const good = JSON.stringify(aPrediction(model));
  const hostile = [
    good.replace('{', '{"__proto__":{"admin":true},'),
    good.replace('"age":41', '"__proto__":41'),
    good.replace('{', '{"tags":{"__proto__":"x"},'),
    good.replace('{', '{"constructor":{"prototype":{"admin":true}},'),
    good.replace('"age":41', '"deep":{"constructor":{"prototype":{}}}'),
  ];
  const { body } = await intake.call('POST', '/v1/predictions', {
    body: `[${[...hostile, good].join(',')}]`,
  });
  assert.equal(body.accepted, 1);
  assert.deepEqual(
    body.rejected.map(({ code }: { code: string }) => code),
    hostile.map(() => 'forbidden_key'),
  );
  assert.equal(({} as { admin?: boolean }).admin, undefined);
  assert.equal(await countOf(model), 1);
});

test('a gzip bomb is refused, honest gzip lands', async () => {
  const model = freshModel();
  const gzip = { 'content-encoding': 'gzip' };
  const bomb = await intake.call('POST', '/v1/predictions', {
    body: gzipSync(Buffer.alloc(100_000_000)),
    headers: gzip,
  });
  assert.deepEqual([bomb.status, bomb.body.code], [413, 'body_too_large']);
  const honest = await intake.call('POST', '/v1/predictions', {
    body: gzipSync(JSON.stringify([aPrediction(model)])),
    headers: gzip,
  });
  assert.equal(honest.status, 202);
  assert.equal(await countOf(model), 1);
});

test('quotes, backslashes, NUL, line breaks and emoji in every name come back as they went in', async () => {
  const names = [
    "o'hara",
    'say "hi"',
    'back\\slash',
    'nul\u0000byte',
    'line\nbreak',
    '😀',
    '; drop table predictions',
    '%s{x:String}',
    'a/b~c',
  ];
  for (const name of names) {
    const record = aPrediction(name, {
      prediction_id: name,
      version: name,
      features: { [name]: 1, [`${name}-text`]: name },
      prediction: name,
      tags: { [name]: name },
      label: name,
    });
    const { status, text } = await intake.call('POST', '/v1/predictions', { json: [record] });
    assert.equal(status, 202, text);
    const path = `/v1/models/${encodeURIComponent(name)}`;
    const { body: features } = await intake.call('GET', `${path}/features`);
    assert.deepEqual(
      features.items.map(({ feature, kind }: { feature: string; kind: string }) => [feature, kind]),
      [
        [name, 'numeric'],
        [`${name}-text`, 'categorical'],
      ],
    );
    const { body: versions } = await intake.call('GET', `${path}/versions`);
    assert.equal(versions.items[0].version, name);
    const segment = [{ on: 'tag' as const, name, values: [name] }];
    assert.equal(await intake.store.windowReader.countRows(slice(name, { segment })), 1);
    const columns = await intake.store.windowReader.readColumns(slice(name), [
      { subject: { kind: 'feature', name }, kind: 'numeric' },
      { subject: { kind: 'feature', name: `${name}-text` }, kind: 'categorical' },
    ]);
    assert.deepEqual([...(columns[0] as { values: Float64Array }).values], [1]);
    assert.deepEqual((columns[1] as { categories: readonly string[] }).categories, [name]);
    const outcomes = await intake.store.windowReader.readOutcomes(slice(name), {
      task: 'multiclass',
      positiveClass: '',
      asOf: Date.now() + HOUR,
    });
    assert.deepEqual(outcomes.classes, [name]);
  }
});

test('a prediction sent twice counts once, and the first stays', async () => {
  const model = freshModel();
  const send = (score: number) =>
    intake.call('POST', '/v1/predictions', {
      json: [aPrediction(model, { score }), aPrediction(model, { score: 9 })],
    });
  for (const score of [0.25, 0.5, 0.75]) assert.equal((await send(score)).body.accepted, 2);
  assert.equal(await countOf(model), 1);
  const [column] = await intake.store.windowReader.readColumns(slice(model), [
    { subject: { kind: 'score', name: '' }, kind: 'numeric' },
  ]);
  assert.deepEqual([...(column as { values: Float64Array }).values], [0.25]);
});

test('a shadow and a live version may score the same id', async () => {
  const model = freshModel();
  await intake.call('POST', '/v1/predictions', {
    json: [aPrediction(model), aPrediction(model, { version: 'v2', deployment: 'shadow' })],
  });
  assert.equal(await countOf(model), 1);
  assert.equal(await intake.store.windowReader.countRows(slice(model, { deployment: 'shadow' })), 1);
});

test('labels may come before, without, and 90 days after their prediction; the newest counts', async () => {
  const model = freshModel();
  const label = (id: string, value: unknown, rest: object = {}) => ({
    prediction_id: id,
    model,
    label: value,
    ...rest,
  });
  const post = (path: string, ...json: unknown[]) => intake.call('POST', path, { json });
  assert.equal((await post('/v1/labels', label('early', 'no'), label('orphan', 'yes'))).status, 202);
  await post(
    '/v1/predictions',
    aPrediction(model, { prediction_id: 'early' }),
    aPrediction(model, { prediction_id: 'open' }),
  );
  await post('/v1/labels', label('early', 'yes'));
  const late = await post('/v1/labels', label('old', 1, { prediction_timestamp: now - 90 * 24 * HOUR }));
  assert.equal(late.body.accepted, 1);
  const outcomes = await intake.store.windowReader.readOutcomes(slice(model), {
    task: 'multiclass',
    positiveClass: '',
    asOf: Date.now() + HOUR,
  });
  assert.equal(outcomes.predictions, 2);
  assert.deepEqual(
    Array.from(outcomes.labelCode, (code) => outcomes.classes[code]),
    ['yes'],
  );
});

test('a feature that is a number once and text the next time is kept, and counted as a mismatch', async () => {
  const model = freshModel();
  const json = [41, 'unknown', null, undefined].map((age, index) =>
    aPrediction(model, { prediction_id: `p${index}`, features: { ...(age !== undefined && { age }) } }),
  );
  assert.equal((await intake.call('POST', '/v1/predictions', { json })).body.accepted, 4);
  const [column] = await intake.store.windowReader.readColumns(slice(model), [
    { subject: { kind: 'feature', name: 'age' }, kind: 'numeric' },
  ]);
  const { rows, nulls, missing, mismatched } = column!;
  assert.deepEqual({ rows, nulls, missing, mismatched }, { rows: 4, nulls: 1, missing: 1, mismatched: 1 });
});

test('more features, deeper text or more records than the limits are refused with the limit', async () => {
  const model = freshModel();
  const features = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`f${index}`, 1]));
  const many = await intake.call('POST', '/v1/predictions', { json: [aPrediction(model, { features })] });
  assert.deepEqual([many.status, many.body.rejected[0].code], [422, 'too_many_features']);
  const records = await intake.call('POST', '/v1/labels', { body: `[${'{},'.repeat(5000)}{}]` });
  assert.deepEqual([records.status, records.body.code], [413, 'too_many_records']);
});

test('whatever bytes come, the answer is below 500 and the service goes on', async () => {
  const good = Buffer.from(
    JSON.stringify([aPrediction(freshModel()), aPrediction(freshModel(), { label: 1 })]),
  );
  const mutated = fc
    .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const bytes = Buffer.from(good);
      for (const [at, byte] of changes) bytes[at] = byte;
      return bytes;
    });
  const anyJson = fc.array(fc.jsonValue(), { maxLength: 5 }).map((list) => Buffer.from(JSON.stringify(list)));
  const anyBytes = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const headers = fc.record({
    'content-type': fc.constantFrom('application/json', 'application/x-ndjson', 'text/plain'),
    'content-encoding': fc.constantFrom('identity', 'identity', 'gzip'),
  });
  const routes = fc.constantFrom('/v1/predictions', '/v1/labels', '/v1/features', '/v1/models/m/versions');
  await fc.assert(
    fc.asyncProperty(routes, headers, fc.oneof(mutated, anyJson, anyBytes), async (route, sent, body) => {
      const { status, headers: received } = await intake.call('POST', route, { body, headers: sent });
      assert.ok(status < 500, `${status}`);
      if (status >= 400) assert.match(received.get('content-type') ?? '', /problem\+json/);
    }),
    { numRuns: 400 },
  );
  assert.equal((await intake.call('GET', '/readyz')).status, 200);
});

test('counters balance after everything above', () => {
  for (const { read, ...outcomes } of Object.values(intake.ingest.metrics().records)) {
    assert.equal(
      read,
      Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    );
  }
});
