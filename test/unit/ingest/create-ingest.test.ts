import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import type { IngestMetrics } from '../../../ingest/index.ts';
import { MemoryRecords, refuseRowsWhere } from '../../support/memory-records.ts';
import { aPrediction, NOW, startIngest, values } from './builders.ts';

const predictions = { project: 'acme', kind: 'prediction', source: 'test' } as const;
const labels = { project: 'acme', kind: 'label', source: 'test' } as const;
const unavailable = () => new PlumblineError('store_unavailable', 'down', { retryable: true });

function assertBalanced(metrics: IngestMetrics): void {
  for (const [kind, { read, ...outcomes }] of Object.entries(metrics.records)) {
    assert.equal(
      read,
      Object.values(outcomes).reduce((sum, count) => sum + count, 0),
      `${kind}: every record that was read has one outcome`,
    );
  }
}

test('good records beside bad ones land; each bad one is answered with its index', async () => {
  const { ingest, store } = await startIngest();
  const answer = await ingest.append({
    ...predictions,
    records: [
      { value: aPrediction({ prediction_id: 'a' }) },
      { value: { prediction_id: 'b' } },
      { raw: '{"x":', code: 'invalid_json' },
      { value: aPrediction({ prediction_id: 'c', timestamp: '1970-01-01T00:00:00Z' }) },
      { value: aPrediction({ prediction_id: 'd' }) },
    ],
  });
  assert.equal(answer.accepted, 2);
  assert.deepEqual(
    answer.rejected.map(({ index, code }) => [index, code]),
    [
      [1, 'missing_field'],
      [2, 'invalid_json'],
      [3, 'timestamp_out_of_range'],
    ],
  );
  assert.deepEqual(
    store.tables.predictions.map((row) => row.prediction_id),
    ['a', 'd'],
  );
  assert.deepEqual(
    store.tables.quarantine.map(({ line, code, model, raw }) => [line, code, model, String(raw).slice(0, 5)]),
    [
      [2, 'invalid_json', '', '{"x":'],
      [3, 'timestamp_out_of_range', 'fraud', '{"pre'],
    ],
  );
  const { read, accepted, rejected, quarantined } = ingest.metrics().records.prediction;
  assert.deepEqual([read, accepted, rejected, quarantined], [5, 2, 1, 2]);
  assertBalanced(ingest.metrics());
});

test('repeats inside of a batch are stored once, the first wins, and count as accepted', async () => {
  const { ingest, store } = await startIngest();
  const answers = await Promise.all([
    ingest.append({
      ...predictions,
      records: values(aPrediction({ score: 0.1 }), aPrediction({ score: 0.2 })),
    }),
    ingest.append({ ...predictions, records: values(aPrediction({ score: 0.3 })) }),
    ingest.append({ ...predictions, project: 'other', records: values(aPrediction({ score: 0.4 })) }),
    ingest.append({ ...predictions, records: values(aPrediction({ version: 'v2', deployment: 'shadow' })) }),
  ]);
  assert.deepEqual(
    answers.map(({ accepted }) => accepted),
    [2, 1, 1, 1],
  );
  assert.deepEqual(
    store.tables.predictions.map(({ project, version, score }) => [project, version, score]),
    [
      ['acme', 'v1', 0.1],
      ['other', 'v1', 0.4],
      ['acme', 'v2', null],
    ],
  );
  assert.equal(ingest.metrics().records.prediction.duplicate, 2);
  assertBalanced(ingest.metrics());
});

test('arrival times grow from batch to batch although the clock stands still', async () => {
  const { ingest, store } = await startIngest();
  for (const score of [0.1, 0.2, 0.3]) {
    await ingest.append({ ...predictions, records: values(aPrediction({ score })) });
  }
  assert.deepEqual(
    store.tables.predictions.map(({ received_at, score }) => [received_at, score]),
    [
      [NOW, 0.1],
      [NOW + 1, 0.2],
      [NOW + 2, 0.3],
    ],
  );
});

test('of two labels of one prediction in one batch the later one stays', async () => {
  const { ingest, store } = await startIngest();
  const label = { prediction_id: 'p1', model: 'fraud' };
  const answer = await ingest.append({
    ...labels,
    records: values(
      { ...label, label: 'no' },
      { ...label, prediction_id: 'p2', label: 1 },
      { ...label, label: 'yes' },
    ),
  });
  assert.equal(answer.accepted, 3);
  assert.deepEqual(
    store.tables.labels.map(({ prediction_id, label_text }) => [prediction_id, label_text]),
    [
      ['p2', '1'],
      ['p1', 'yes'],
    ],
  );
  assertBalanced(ingest.metrics());
});

test('a label carried by a prediction is durable before the answer', async () => {
  const { ingest, store } = await startIngest();
  await ingest.append({ ...predictions, records: values(aPrediction({ label: 'no' })) });
  assert.equal(store.tables.labels[0]?.label_text, 'no');
  assert.equal(store.tables.labels[0]?.prediction_timestamp, NOW - 1000);
});

test('many requests share one insert, and one insert is in flight while the next batch gathers', async () => {
  const store = new MemoryRecords();
  let flying = 0;
  let most = 0;
  store.onWrite = async () => {
    flying += 1;
    most = Math.max(most, flying);
    await new Promise((resume) => setTimeout(resume, 5));
    flying -= 1;
  };
  const { ingest } = await startIngest({ commit: { rows: 50 }, buffer: { records: 1000 } }, store);
  const appends = Array.from({ length: 100 }, (_, index) =>
    ingest.append({ ...predictions, records: values(aPrediction({ prediction_id: `p${index}` })) }),
  );
  await Promise.all(appends);
  assert.equal(most, 1);
  assert.deepEqual(store.batches, [
    { table: 'predictions', rows: 50 },
    { table: 'predictions', rows: 50 },
  ]);
});

test('one row that the store refuses goes to quarantine and poisons nobody', async () => {
  const store = new MemoryRecords();
  const refuse = refuseRowsWhere((row) => row.prediction_id === 'bad');
  store.onWrite = (batch, rows) => {
    if (batch.table === 'predictions') refuse(batch, rows);
  };
  const { ingest } = await startIngest({}, store);
  const ids = Array.from({ length: 40 }, (_, index) => (index === 17 ? 'bad' : `p${index}`));
  const answer = await ingest.append({
    ...predictions,
    records: values(...ids.map((prediction_id) => aPrediction({ prediction_id }))),
  });
  assert.equal(answer.accepted, 39);
  assert.deepEqual(
    answer.rejected.map(({ index, code }) => [index, code]),
    [[17, 'store_refused']],
  );
  assert.equal(store.tables.predictions.length, 39);
  assert.match(String(store.tables.quarantine[0]?.raw), /"prediction_id":"bad"/);
  assertBalanced(ingest.metrics());
});

test('a store that refuses everything gets an error back to the producer, not everything into quarantine', async () => {
  const store = new MemoryRecords();
  const refuse = refuseRowsWhere(() => true);
  store.onWrite = (batch, rows) => {
    if (batch.table === 'predictions') refuse(batch, rows);
  };
  const { ingest } = await startIngest({}, store);
  const records = values(...Array.from({ length: 100 }, (_, i) => aPrediction({ prediction_id: `p${i}` })));
  await assert.rejects(ingest.append({ ...predictions, records }), {
    code: 'store_unavailable',
    retryable: true,
  });
  assert.equal(store.tables.quarantine.length, 0);
  assertBalanced(ingest.metrics());
});

test('an insert that fails for a while is repeated with the same bytes until it lands', async () => {
  const store = new MemoryRecords();
  const seen: string[] = [];
  store.onWrite = (batch) => {
    seen.push(Buffer.from(batch.ndjson).toString());
    if (seen.length < 4) throw unavailable();
  };
  const { ingest } = await startIngest({}, store);
  const answer = await ingest.append({ ...predictions, records: values(aPrediction()) });
  assert.equal(answer.accepted, 1);
  assert.equal(new Set(seen).size, 1);
  assert.equal(store.tables.predictions.length, 1);
  assert.equal(ingest.metrics().retries, 3);
});

test('a request that waited too long gets store_unavailable, and its rows may land later', async () => {
  const store = new MemoryRecords();
  let down = true;
  store.onWrite = () => {
    if (down) throw unavailable();
  };
  const { ingest } = await startIngest({ buffer: { wait: '30ms' } }, store);
  await assert.rejects(ingest.append({ ...predictions, records: values(aPrediction()) }), {
    code: 'store_unavailable',
    retryable: true,
  });
  assert.equal(ingest.metrics().records.prediction.unanswered, 1);
  down = false;
  while (store.tables.predictions.length === 0) await new Promise((resume) => setTimeout(resume, 1));
  assert.equal(store.tables.predictions[0]?.prediction_id, 'p1');
  assertBalanced(ingest.metrics());
});

test('too much waiting is answered with overloaded, before anything is taken', async () => {
  const store = new MemoryRecords();
  let release = () => {};
  const held = new Promise<void>((resume) => {
    release = resume;
  });
  store.onWrite = () => held;
  const { ingest } = await startIngest({ commit: { rows: 10 }, buffer: { records: 10 } }, store);
  const many = (prefix: string, count: number) =>
    values(...Array.from({ length: count }, (_, i) => aPrediction({ prediction_id: `${prefix}${i}` })));
  const first = ingest.append({ ...predictions, records: many('a', 8) });
  await assert.rejects(ingest.append({ ...predictions, records: many('b', 3) }), {
    code: 'overloaded',
    retryable: true,
  });
  release();
  assert.equal((await first).accepted, 8);
  assert.equal(ingest.metrics().overloaded, 1);
  assert.equal(ingest.metrics().records.prediction.read, 8);
});

test('stop makes durable what was taken and refuses what comes after', async () => {
  const { ingest, store } = await startIngest({ commit: { age: '5s' }, buffer: { wait: '60s' } });
  const waiting = ingest.append({ ...predictions, records: values(aPrediction()) });
  await ingest.stop(5000);
  assert.equal((await waiting).accepted, 1);
  assert.equal(store.tables.predictions.length, 1);
  await assert.rejects(ingest.append({ ...predictions, records: values(aPrediction()) }), {
    code: 'shutting_down',
    retryable: true,
  });
});

test('stop gives up on a store that stays away, and tells the requests', async () => {
  const store = new MemoryRecords();
  store.onWrite = () => {
    throw unavailable();
  };
  const { ingest } = await startIngest({ buffer: { wait: '60s' } }, store);
  const waiting = assert.rejects(ingest.append({ ...predictions, records: values(aPrediction()) }), {
    code: 'shutting_down',
  });
  await ingest.stop(20);
  await waiting;
  assertBalanced(ingest.metrics());
});

test('the watermark follows durable rows and is recovered at start', async () => {
  const store = new MemoryRecords();
  store.watermarks = [{ project: 'acme', model: 'fraud', eventTime: NOW - 5000 }];
  const { ingest } = await startIngest({}, store);
  assert.equal(ingest.watermark('acme', 'fraud'), NOW - 5000);
  assert.equal(ingest.watermark('acme', 'unknown'), null);
  await ingest.append({ ...predictions, records: values(aPrediction({ timestamp: NOW - 9000 })) });
  assert.equal(ingest.watermark('acme', 'fraud'), NOW - 5000);
  await ingest.append({ ...predictions, records: values(aPrediction({ timestamp: NOW - 1 })) });
  assert.equal(ingest.watermark('acme', 'fraud'), NOW - 1);
  assert.equal(ingest.watermark('other', 'fraud'), null);
});

test('the watermark waits for the insert', async () => {
  const store = new MemoryRecords();
  const { ingest } = await startIngest({}, store);
  store.onWrite = () => {
    assert.equal(ingest.watermark('acme', 'fraud'), null);
  };
  await ingest.append({ ...predictions, records: values(aPrediction()) });
  assert.equal(ingest.watermark('acme', 'fraud'), NOW - 1000);
});

test('new features and versions are stored before the first row that uses them, and once', async () => {
  const store = new MemoryRecords();
  store.versions.push({
    project: 'acme',
    model: 'fraud',
    version: 'v0',
    registeredAt: 1,
    source: 'declared',
  });
  const { ingest } = await startIngest({}, store);
  ingest.noteVersion('acme', 'fraud', 'v9');
  store.onWrite = () => assert.equal(store.entries.length, 2);
  for (const version of ['v0', 'v1', 'v9', 'v1']) {
    await ingest.append({ ...predictions, records: values(aPrediction({ version })) });
  }
  assert.deepEqual(
    store.versions.map(({ version, source }) => `${version} ${source}`),
    ['v0 declared', 'v1 seen'],
  );
  assert.deepEqual(
    ingest
      .features('acme', 'fraud')
      .map(({ feature, kind, kindSource }) => `${feature} ${kind} ${kindSource}`),
    ['age numeric learnt', 'country categorical learnt'],
  );
});

test('a declared kind wins over the first value, also after a reload', async () => {
  const { ingest } = await startIngest();
  ingest.declare([{ project: 'acme', model: 'fraud', feature: 'zip', kind: 'categorical' }]);
  await ingest.append({ ...predictions, records: values(aPrediction({ features: { zip: 10115, age: 1 } })) });
  ingest.declare([{ project: 'acme', model: 'fraud', feature: 'age', kind: 'categorical' }]);
  assert.deepEqual(
    ingest
      .features('acme', 'fraud')
      .map(({ feature, kind, kindSource }) => `${feature} ${kind} ${kindSource}`),
    ['zip categorical declared', 'age categorical declared'],
  );
});

test('raw text beyond the hourly budget of a project is left out, its reason and length stay', async () => {
  const { ingest, store } = await startIngest({ quarantine: { bytes_per_hour: 10 } });
  await ingest.append({
    ...predictions,
    records: [
      { raw: '12345678', code: 'invalid_json' },
      { raw: '1234', code: 'invalid_json' },
    ],
  });
  assert.deepEqual(
    store.tables.quarantine.map(({ raw, raw_bytes, code }) => [raw, raw_bytes, code]),
    [
      ['12345678', 8, 'invalid_json'],
      ['', 4, 'invalid_json'],
    ],
  );
});
