import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import {
  type DroppedRecords,
  Plumbline,
  type PlumblineOptions,
  type RejectedRecord,
} from '../../../sdk/src/index.ts';
import { type Behaviour, type IngestServer, rejecting, startIngestServer } from './ingest-server.ts';

const servers: IngestServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function serve(...script: Parameters<typeof startIngestServer>) {
  const server = await startIngestServer(...script);
  servers.push(server);
  return server;
}

function open(server: { readonly url: string }, options: Partial<PlumblineOptions> = {}) {
  const rejected: RejectedRecord[] = [];
  const dropped: DroppedRecords[] = [];
  const client = new Plumbline({
    url: server.url,
    model: 'eta',
    version: '7',
    retryBaseMs: 1,
    retryMaxMs: 5,
    onRejected: (record) => rejected.push(record),
    onDrop: (records) => dropped.push(records),
    ...options,
  });
  return { client, rejected, dropped };
}

const prediction = (id: string) => ({ predictionId: id, features: { age: 41 }, prediction: true });

test('delivery: the three kinds go to their routes as NDJSON', async () => {
  const server = await serve();
  const { client } = open(server, { apiKey: 'key-1' });
  assert.equal(client.logPrediction(prediction('p1')), true);
  assert.equal(client.logPrediction(prediction('p2')), true);
  assert.equal(client.logLabel({ predictionId: 'p1', label: false }), true);
  assert.equal(client.logFeatures({ sampleId: 's1', features: { age: 3 } }), true);
  assert.deepEqual(await client.flush(), { accepted: 4, rejected: 0, dropped: 0, buffered: 0 });
  const byPath = new Map(server.requests.map((request) => [request.path, request]));
  assert.deepEqual([...byPath.keys()].sort(), ['/v1/features', '/v1/labels', '/v1/predictions']);
  const { headers, records } = byPath.get('/v1/predictions')!;
  assert.equal(headers['content-type'], 'application/x-ndjson');
  assert.equal(headers.authorization, 'Bearer key-1');
  assert.equal(headers['content-encoding'], undefined);
  assert.deepEqual(
    records.map((record) => record.prediction_id),
    ['p1', 'p2'],
  );
  assert.equal(byPath.get('/v1/labels')?.records[0]?.label, false);
  assert.equal(byPath.get('/v1/features')?.records[0]?.sample_id, 's1');
});

test('delivery: a path in the url is kept, and without a key there is no authorization', async () => {
  const server = await serve();
  const { client } = open({ url: `${server.url}/behind/proxy` });
  client.logPrediction(prediction('p1'));
  await client.close();
  assert.equal(server.requests[0]?.path, '/behind/proxy/v1/predictions');
  assert.equal(server.requests[0]?.headers.authorization, undefined);
});

test('delivery: bodies above the size are compressed', async () => {
  const server = await serve();
  const { client } = open(server, { gzipAboveBytes: 200 });
  client.logPrediction(prediction('p1'));
  await client.flush();
  for (let i = 0; i < 10; i++) client.logPrediction(prediction(`q${i}`));
  assert.equal((await client.close()).accepted, 10);
  assert.deepEqual(
    server.requests.map((request) => [request.headers['content-encoding'], request.records.length]),
    [
      [undefined, 1],
      ['gzip', 10],
    ],
  );
});

const failures: readonly (readonly [string, Behaviour])[] = [
  ['408', { status: 408 }],
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
  ['500', { status: 500, body: 'not json' }],
  ['503 with Retry-After', { status: 503, headers: { 'retry-after': '0.01' } }],
  ['a cut socket', 'cut'],
  ['a request that hangs', 'hang'],
  ['a 200 of something in between', { status: 200, body: '<html></html>' }],
];
for (const [name, failure] of failures) {
  test(`delivery: after ${name} the same body is sent again`, async () => {
    const server = await serve((_, number) => (number < 2 ? failure : 'accept'));
    const { client, dropped } = open(server, { requestTimeoutMs: failure === 'hang' ? 400 : 10_000 });
    client.logPrediction(prediction('p1'));
    client.logPrediction(prediction('p2'));
    assert.deepEqual(await client.flush(), { accepted: 2, rejected: 0, dropped: 0, buffered: 0 });
    const bodies = server.requests.map((request) => request.text);
    assert.equal(bodies.length, 3);
    assert.equal(new Set(bodies).size, 1, 'a retry repeats the timestamps');
    assert.equal(client.stats.retried, 2);
    assert.deepEqual(dropped, []);
  });
}

test('delivery: a service that is not there is tried until it is, or the attempts are spent', async () => {
  const early = await startIngestServer();
  const { url } = early;
  await early.close();
  const { client: hasty, dropped } = open({ url }, { maxAttempts: 3 });
  hasty.logPrediction(prediction('p1'));
  assert.equal((await hasty.flush()).dropped, 1);
  assert.match(dropped[0]?.message ?? '', /ECONNREFUSED.*3 attempts/);
  const { client } = open({ url }, { maxAttempts: 100_000 });
  client.logPrediction(prediction('p2'));
  const flushed = client.flush();
  while (client.stats.retried < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  await serve(() => 'accept', Number(new URL(url).port));
  assert.equal((await flushed).accepted, 1);
});

test('delivery: after the last attempt the batch is dropped with the reason', async () => {
  const server = await serve(() => ({ status: 503, body: { code: 'overloaded' } }));
  const { client, dropped } = open(server, { maxAttempts: 3 });
  client.logPrediction(prediction('p1'));
  client.logPrediction(prediction('p2'));
  assert.equal((await client.flush()).dropped, 2);
  assert.equal(server.requests.length, 3);
  assert.deepEqual(dropped, [
    {
      kind: 'prediction',
      ids: ['p1', 'p2'],
      reason: 'gave_up',
      status: 503,
      message: 'HTTP 503 overloaded, 3 attempts',
    },
  ]);
});

test('delivery: a 4xx that no retry helps drops the batch at once', async () => {
  const body = { code: 'unauthorized', detail: 'The API key is unknown.' };
  const server = await serve(() => ({ status: 401, body }));
  const { client, dropped } = open(server);
  client.logLabel({ predictionId: 'p1', label: 1 });
  assert.equal((await client.flush()).dropped, 1);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(dropped, [
    {
      kind: 'label',
      ids: ['p1'],
      reason: 'refused',
      status: 401,
      code: 'unauthorized',
      message: 'HTTP 401 unauthorized: The API key is unknown.',
    },
  ]);
});

test('delivery: a redirect is not followed', async () => {
  const other = await serve();
  const server = await serve(() => ({ status: 307, headers: { location: other.url } }));
  const { client, dropped } = open(server, { apiKey: 'key-1' });
  client.logPrediction(prediction('p1'));
  await client.flush();
  assert.equal(dropped[0]?.status, 307);
  assert.equal(other.requests.length, 0);
});

test('delivery: rejections of a 202 and of a 422 are told one by one with their ids', async () => {
  const server = await serve((request, number) => {
    if (number === 0) return rejecting(request, [2, 0]);
    return { ...(rejecting(request, [0]) as object), status: 422 };
  });
  const { client, rejected, dropped } = open(server);
  for (const id of ['p0', 'p1', 'p2']) client.logPrediction(prediction(id));
  assert.deepEqual(await client.flush(), { accepted: 1, rejected: 2, dropped: 0, buffered: 0 });
  client.logPrediction(prediction('p3'));
  assert.deepEqual(await client.flush(), { accepted: 0, rejected: 1, dropped: 0, buffered: 0 });
  assert.deepEqual(
    rejected.map(({ kind, id, code, path, by }) => [kind, id, code, path, by]),
    ['p2', 'p0', 'p3'].map((id) => ['prediction', id, 'wrong_type', '/features/age', 'service']),
  );
  assert.deepEqual(dropped, []);
});

test('delivery: a record that JSON cannot carry is rejected at the call, and its neighbours are sent', async () => {
  const server = await serve();
  const { client, rejected } = open(server);
  assert.equal(client.logPrediction({ ...prediction('bad'), features: { age: Number.NaN } }), false);
  assert.equal(client.logPrediction(prediction('good')), true);
  assert.deepEqual(await client.flush(), { accepted: 1, rejected: 0, dropped: 0, buffered: 0 });
  assert.deepEqual(client.stats, {
    accepted: 1,
    rejected: 1,
    dropped: 0,
    retried: 0,
    buffered: 0,
    bufferedBytes: 0,
  });
  const [record] = rejected;
  assert.deepEqual([record?.id, record?.code, record?.path], ['bad', 'number_not_finite', '/features/age']);
  assert.equal(record?.by, 'sdk');
});

test('log: no input makes it throw', async () => {
  const server = await serve();
  const { client, rejected } = open(server);
  const hostile = {
    predictionId: 'p1',
    get features(): never {
      throw new Error('no features today');
    },
    prediction: 1,
  };
  const proxy = new Proxy(
    {},
    {
      get() {
        throw null;
      },
    },
  );
  for (const input of [undefined, null, 5, 'text', [], hostile, proxy]) {
    assert.equal(client.logPrediction(input as never), false);
    assert.equal(client.logLabel(input as never), false);
    assert.equal(client.logFeatures(input as never), false);
  }
  const huge = { ...prediction('huge'), tags: { text: 'x'.repeat(5 * 1024 * 1024) } };
  assert.equal(client.logPrediction(huge), false);
  assert.equal(rejected.at(-1)?.code, 'body_too_large');
  assert.equal(client.stats.rejected, 22);
  assert.equal(client.stats.buffered, 0);
  await client.close();
});

test('callbacks: an error in them, thrown or rejected, stays with them', async () => {
  const server = await serve((request) => rejecting(request, [0]));
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listen);
  const { client } = open(server, {
    maxBufferedRecords: 2,
    onRejected: () => {
      throw new Error('callback');
    },
    onDrop: async () => {
      throw new Error('callback');
    },
  });
  for (let i = 0; i < 4; i++) client.logPrediction(prediction(`p${i}`));
  client.logLabel({ predictionId: 'p', label: Number.NaN });
  assert.deepEqual(await client.close(), { accepted: 1, rejected: 1, dropped: 0, buffered: 0 });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', listen);
  assert.deepEqual(unhandled, []);
  assert.deepEqual([client.stats.rejected, client.stats.dropped], [2, 2]);
});

test('secrets: the key is in no message and in no picture of the client', async () => {
  const key = 'pl_4f9d1c';
  const server = await serve(() => ({ status: 403, body: { code: 'forbidden', detail: `${key} may not` } }));
  const { client, dropped } = open(server, { apiKey: key });
  client.logPrediction(prediction('p1'));
  await client.flush();
  assert.equal(dropped[0]?.message, 'HTTP 403 forbidden: [secret] may not');
  const pictures = [
    inspect(client, { depth: 10, showHidden: true }),
    String(client),
    JSON.stringify(client),
    inspect(client.stats),
    inspect(dropped),
  ];
  for (const picture of pictures) assert.ok(!picture.includes(key), picture);
});
