import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import { resolveIngestSection } from '../../../ingest/config.ts';
import { createIngest, type Ingest } from '../../../ingest/index.ts';
import type { LogProducer, OutgoingEntry } from '../../../ingest/record-log.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { aPrediction, NOW, values } from './builders.ts';

interface Sent {
  readonly topic: string;
  readonly entries: readonly OutgoingEntry[];
}

/** ingestInto gives an ingest in front of a producer. */
async function ingestInto(producer: LogProducer): Promise<Ingest> {
  const store = new MemoryRecords();
  const silent = () => {};
  const ingest = createIngest({
    log: { producer, topics: { prediction: 'p', label: 'l', feature_sample: 'f' } },
    writer: store,
    catalogueStore: store,
    versionStore: store,
    watermarkStore: store,
    config: resolveIngestSection({}),
    declared: [],
    clock: () => NOW,
    random: () => 0,
    logger: { info: silent, warn: silent, error: silent },
  });
  await ingest.start();
  return ingest;
}

/** slowProducer notes what is sent and answers when told. */
function slowProducer() {
  const sent: Sent[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const producer: LogProducer = {
    send: (topic, entries) =>
      new Promise((resolve, reject) => {
        sent.push({ topic, entries });
        answers.push((error) => (error ? reject(error) : resolve()));
      }),
    close: async () => {},
  };
  const answer = async (error?: Error) => {
    await new Promise((resume) => setImmediate(resume));
    answers.shift()?.(error);
    await new Promise((resume) => setImmediate(resume));
  };
  return { producer, sent, answer };
}

const request = (...records: readonly unknown[]) => ({
  project: 'acme',
  kind: 'prediction' as const,
  source: 'http',
  records: values(...records),
});

test('log sink: the answer comes after the ack; rejected records stay out and suspects go along', async () => {
  const { producer, sent, answer } = slowProducer();
  const ingest = await ingestInto(producer);
  const old = aPrediction({ prediction_id: 'old', timestamp: '1999-01-01T00:00:00Z' });
  let answered = false;
  const appended = ingest.append(request(aPrediction(), { model: 'fraud' }, old)).then((result) => {
    answered = true;
    return result;
  });
  await new Promise((resume) => setImmediate(resume));
  assert.equal(answered, false);
  await answer();
  const { accepted, rejected } = await appended;
  assert.equal(accepted, 1);
  assert.deepEqual(
    rejected.map(({ index, code }) => [index, code]),
    [
      [1, 'missing_field'],
      [2, 'timestamp_out_of_range'],
    ],
  );
  const [{ topic, entries } = { topic: '', entries: [] }] = sent;
  assert.equal(topic, 'p');
  assert.deepEqual(
    String(entries[0]?.value)
      .split('\n')
      .map((text) => JSON.parse(text).prediction_id),
    ['p1', 'old'],
  );
  assert.deepEqual(entries[0]?.headers, { 'plumbline-project': 'acme' });
  const { read, accepted: taken, rejected: refused, quarantined } = ingest.metrics().records.prediction;
  assert.deepEqual([read, taken, refused, quarantined], [3, 1, 1, 1]);
});

test('log sink: requests that come during a write share the next one', async () => {
  const { producer, sent, answer } = slowProducer();
  const ingest = await ingestInto(producer);
  const ids = ['a', 'b', 'c', 'd'];
  const first = ingest.append(request(aPrediction({ prediction_id: 'first' })));
  await new Promise((resume) => setImmediate(resume));
  const others = ids.map((id) => ingest.append(request(aPrediction({ prediction_id: id }))));
  await answer();
  await first;
  assert.equal(ingest.metrics().waitingRows, 4);
  await answer();
  await Promise.all(others);
  assert.equal(sent.length, 2);
  assert.equal(String(sent[1]?.entries[0]?.value).split('\n').length, 4);
  assert.equal(ingest.metrics().waitingBytes, 0);
});

test('log sink: a write that fails fails the requests in it, and the next one goes on', async () => {
  const { producer, answer } = slowProducer();
  const ingest = await ingestInto(producer);
  const lost = ingest.append(request(aPrediction()));
  lost.catch(() => {});
  await answer(new PlumblineError('log_unavailable', undefined, { retryable: true }));
  await assert.rejects(lost, { code: 'log_unavailable', retryable: true });
  const again = ingest.append(request(aPrediction()));
  await answer();
  assert.equal((await again).accepted, 1);
  assert.deepEqual([ingest.metrics().records.prediction.unanswered, ingest.metrics().retries], [1, 1]);
});

test('log sink: a record that no entry can hold is rejected', async () => {
  const { producer, sent } = slowProducer();
  const ingest = await ingestInto(producer);
  const features = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`f${index}`, 'x'.repeat(8000)]),
  );
  const { accepted, rejected } = await ingest.append(request(aPrediction({ features })));
  assert.equal(accepted, 0);
  assert.deepEqual(
    rejected.map(({ code }) => code),
    ['log_record_too_large'],
  );
  assert.equal(sent.length, 0);
});
