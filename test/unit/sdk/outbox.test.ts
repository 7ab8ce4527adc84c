import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type DroppedRecords, Plumbline, type PlumblineOptions } from '../../../sdk/src/index.ts';
import { type Behaviour, type IngestServer, startIngestServer } from './ingest-server.ts';

const servers: IngestServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function serve(...script: Parameters<typeof startIngestServer>) {
  const server = await startIngestServer(...script);
  servers.push(server);
  return server;
}

function open(server: IngestServer, options: Partial<PlumblineOptions> = {}) {
  const dropped: DroppedRecords[] = [];
  const onDrop = (records: DroppedRecords) => dropped.push(records);
  const defaults = { url: server.url, model: 'eta', version: '7', retryBaseMs: 1, retryMaxMs: 5 };
  return { client: new Plumbline({ ...defaults, onDrop, ...options }), dropped };
}

const log = (client: Plumbline, id: string) =>
  client.logPrediction({ predictionId: id, features: { age: 41 }, prediction: true });
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `p${from + i}`);
const idsOf = (server: IngestServer) =>
  server.requests.map((request) => request.records.map((record) => record.prediction_id));

/** gate is a behaviour that answers only after it was opened. */
function gate() {
  let release: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { release, behave: (): Promise<Behaviour> => opened.then(() => 'accept') };
}

test('batches: a full count is sent without waiting for its age', async () => {
  const server = await serve();
  const { client } = open(server, { batchRecords: 3, batchAgeMs: 3_600_000, maxInFlight: 1 });
  for (const id of ids(0, 7)) log(client, id);
  await server.received(2);
  assert.deepEqual(idsOf(server), [ids(0, 3), ids(3, 6)]);
  await client.close();
  assert.equal(client.stats.accepted, 7);
});

test('batches: no body is larger than batchBytes, unless one record is', async () => {
  const server = await serve();
  const { client } = open(server, { batchBytes: 500, maxInFlight: 1 });
  for (const id of ids(0, 20)) log(client, id);
  client.logPrediction({ predictionId: 'big', features: { text: 'ä'.repeat(600) }, prediction: 1 });
  log(client, 'last');
  await client.close();
  const sizes = server.requests.map((request) => Buffer.byteLength(request.text));
  assert.deepEqual(idsOf(server).flat(), [...ids(0, 20), 'big', 'last']);
  assert.equal(sizes.filter((size) => size > 500).length, 1);
  assert.ok(server.requests.length > 4);
});

test('batches: a lone record is sent when its age comes', async () => {
  const server = await serve();
  const { client } = open(server, { batchAgeMs: 20 });
  log(client, 'p0');
  await server.received(1);
  log(client, 'p1');
  await server.received(2);
  assert.deepEqual(idsOf(server), [['p0'], ['p1']]);
  await client.close();
});

test('order: with one request in flight records arrive as logged, retries included', async () => {
  const server = await serve((_, number) => (number % 3 === 1 ? { status: 500 } : 'accept'));
  const { client } = open(server, { batchRecords: 4, maxInFlight: 1 });
  for (const id of ids(0, 30)) log(client, id);
  await client.close();
  const acknowledged = idsOf(server).filter((_, number) => number % 3 !== 1);
  assert.deepEqual(acknowledged.flat(), ids(0, 30));
});

test('concurrency: no more requests are in flight than allowed', async () => {
  let inFlight = 0;
  let most = 0;
  const server = await serve(async () => {
    most = Math.max(most, ++inFlight);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inFlight -= 1;
    return 'accept' as const;
  });
  const { client } = open(server, { batchRecords: 1, maxInFlight: 3 });
  for (const id of ids(0, 30)) log(client, id);
  assert.equal((await client.close()).accepted, 30);
  assert.equal(most, 3);
});

test('bounds: when the buffer is full the newest record is refused and counted', async () => {
  const { release, behave } = gate();
  const server = await serve(behave);
  const { client, dropped } = open(server, { maxBufferedRecords: 5, batchRecords: 2 });
  const taken = ids(0, 8).map((id) => log(client, id));
  assert.deepEqual(taken, [true, true, true, true, true, false, false, false]);
  assert.deepEqual(
    dropped.map((event) => [event.reason, event.ids]),
    ['p5', 'p6', 'p7'].map((id) => ['buffer_full', [id]]),
  );
  assert.deepEqual([client.stats.buffered, client.stats.dropped], [5, 3]);
  await server.received(2);
  assert.equal(client.stats.buffered, 5, 'records in flight are still held');
  release();
  assert.deepEqual(await client.flush(), { accepted: 5, rejected: 0, dropped: 0, buffered: 0 });
  assert.equal(log(client, 'p8'), true);
  await client.close();
  assert.deepEqual(idsOf(server).flat().sort(), [...ids(0, 5), 'p8']);
});

test('bounds: bytes are bounded like records, and freed by the answer', async () => {
  const { release, behave } = gate();
  const server = await serve(behave);
  const { client } = open(server, { maxBufferedBytes: 1000 });
  const taken = ids(0, 100).filter((id) => log(client, id)).length;
  assert.ok(taken > 2 && taken < 100);
  assert.ok(client.stats.bufferedBytes <= 1000);
  release();
  assert.equal((await client.flush()).accepted, taken);
  assert.equal(client.stats.bufferedBytes, 0);
  await client.close();
});

test('ready: a loop that awaits it loses nothing in a small buffer', async () => {
  const server = await serve();
  const { client, dropped } = open(server, {
    maxBufferedRecords: 50,
    batchRecords: 500,
    batchAgeMs: 3_600_000,
  });
  for (const id of ids(0, 1000)) {
    await client.ready();
    log(client, id);
  }
  await client.close();
  assert.deepEqual(dropped, []);
  assert.deepEqual(idsOf(server).flat().sort(), ids(0, 1000).sort());
  await client.ready();
});

test('flush: it waits for what was logged before it, and reports what is left when the time is up', async () => {
  const { release, behave } = gate();
  const server = await serve(behave);
  const { client } = open(server);
  assert.deepEqual(await client.flush(), { accepted: 0, rejected: 0, dropped: 0, buffered: 0 });
  log(client, 'p0');
  const hasty = await client.flush({ timeoutMs: 1 });
  assert.deepEqual(hasty, { accepted: 0, rejected: 0, dropped: 0, buffered: 1 });
  const patient = client.flush();
  log(client, 'p1');
  release();
  assert.deepEqual(await patient, { accepted: 1, rejected: 0, dropped: 0, buffered: 0 });
  assert.equal((await client.close()).accepted, 1);
});

test('close: it sends what is buffered, then refuses every record', async () => {
  const server = await serve();
  const { client, dropped } = open(server);
  log(client, 'p0');
  const closing = client.close();
  assert.equal(log(client, 'p1'), false);
  assert.deepEqual(await closing, { accepted: 1, rejected: 0, dropped: 0, buffered: 0 });
  assert.deepEqual(await client.close(), await closing);
  assert.deepEqual(
    dropped.map((event) => [event.reason, event.ids]),
    [['closed', ['p1']]],
  );
});

for (const [name, behaviour] of [
  ['hangs', 'hang'],
  ['asks to wait', { status: 503, headers: { 'retry-after': '100' } }],
  ['fails', { status: 500 }],
] as const) {
  test(`close: at its deadline it drops what a service that ${name} did not take`, async () => {
    const server = await serve(() => behaviour);
    const { client, dropped } = open(server, { batchRecords: 2, maxInFlight: 1, retryMaxMs: 30_000 });
    for (const id of ids(0, 5)) log(client, id);
    await server.received(1);
    assert.deepEqual(await client.close({ timeoutMs: 50 }), {
      accepted: 0,
      rejected: 0,
      dropped: 5,
      buffered: 0,
    });
    assert.deepEqual(new Set(dropped.map((event) => event.reason)), new Set(['closed']));
    assert.deepEqual(dropped.flatMap((event) => event.ids).sort(), ids(0, 5));
    assert.equal(client.stats.buffered, 0);
  });
}
