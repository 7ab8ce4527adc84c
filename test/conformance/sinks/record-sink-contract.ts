import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveIngestSection } from '../../../ingest/config.ts';
import { createIngest, type Ingest, type LogTarget } from '../../../ingest/index.ts';
import type { Store } from '../../../store/index.ts';

/** SinkSubject is ingest in front of one sink, and what can be found behind it. */
export interface SinkSubject {
  readonly ingest: Ingest;
  /** Ids of the predictions of a project that are durable at this very moment, repeats included. */
  durable(project: string): Promise<readonly string[]>;
}

/** openIngest wires ingest into a store, or into a log where there is one. */
export async function openIngest(store: Store, log: LogTarget | null): Promise<Ingest> {
  const silent = () => {};
  const ingest = createIngest({
    log,
    writer: store.recordWriter,
    catalogueStore: store.catalogueStore,
    versionStore: store.versionStore,
    watermarkStore: store.watermarkStore,
    config: resolveIngestSection({ commit: { age: '5ms' } }),
    declared: [],
    clock: Date.now,
    random: Math.random,
    logger: { info: silent, warn: silent, error: silent },
  });
  await ingest.start();
  return ingest;
}

const prediction = (id: string, changes: object = {}) => ({
  value: {
    prediction_id: id,
    model: 'm',
    version: 'v1',
    timestamp: Date.now(),
    features: { x: 1, note: 'two\nlines' },
    prediction: 'yes',
    ...changes,
  },
});

/** recordSinkContract is what every sink keeps; `subject` is there once the tests run. */
export function recordSinkContract(name: string, subject: () => SinkSubject): void {
  const append = (project: string, ...records: readonly { value: object }[]) =>
    subject().ingest.append({ project, kind: 'prediction', source: 'test', records });

  test(`${name}: when append resolves, every accepted record is durable`, async () => {
    const ids = Array.from({ length: 700 }, (_, index) => `p${index}`);
    const { accepted, rejected } = await append('durable', ...ids.map((id) => prediction(id)));
    assert.deepEqual([accepted, rejected], [700, []]);
    assert.deepEqual([...(await subject().durable('durable'))].sort(), ids.sort());
  });

  test(`${name}: fifty requests at once land fifty records, each once`, async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `c${index}`);
    await Promise.all(ids.map((id) => append('concurrent', prediction(id))));
    assert.deepEqual([...(await subject().durable('concurrent'))].sort(), ids.sort());
  });

  test(`${name}: a rejected record is answered and goes nowhere; its neighbours land`, async () => {
    const bad = prediction('bad', { prediction: [1] });
    const { accepted, rejected } = await append('rejected', prediction('a'), bad, prediction('b'));
    assert.equal(accepted, 2);
    assert.deepEqual(
      rejected.map(({ index, code, path }) => [index, code, path]),
      [[1, 'wrong_type', '/prediction']],
    );
    assert.deepEqual([...(await subject().durable('rejected'))].sort(), ['a', 'b']);
  });

  test(`${name}: projects do not mix, and the counters add up`, async () => {
    await Promise.all([append('left', prediction('same')), append('right', prediction('same'))]);
    assert.deepEqual(await subject().durable('left'), ['same']);
    assert.deepEqual(await subject().durable('right'), ['same']);
    const { read, accepted, duplicate, rejected, quarantined, unanswered } =
      subject().ingest.metrics().records.prediction;
    assert.equal(read, accepted + duplicate + rejected + quarantined + unanswered);
    assert.equal(subject().ingest.metrics().waitingRows, 0);
  });

  test(`${name}: after stop nothing is taken, and what was taken is durable`, async () => {
    const last = append('stopping', prediction('last'));
    await subject().ingest.stop(5000);
    assert.equal((await last).accepted, 1);
    await assert.rejects(append('stopping', prediction('late')), { code: 'shutting_down' });
    assert.deepEqual(await subject().durable('stopping'), ['last']);
  });
}
