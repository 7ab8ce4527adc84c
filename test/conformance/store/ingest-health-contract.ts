import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, predictionRow, quarantineRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** ingestHealthContract: arrivals, rejections and lag are told of one project, in a span. */
export function ingestHealthContract(subject: ContractSubject): void {
  const span = { start: T0, end: T0 + 24 * HOUR };

  test('the first record that arrived stays the first', async () => {
    const project = subject.project();
    const { ingestHealth } = subject.store;
    assert.equal(await ingestHealth.firstEventAt(project), null);
    await writeRows(subject.store, 'predictions', [predictionRow(project, { received_at: T0 + 5000 })]);
    assert.equal(await ingestHealth.firstEventAt(project), iso(T0 + 5000));
    const later = predictionRow(project, { received_at: T0 + 9000, prediction_id: 'p2' });
    await writeRows(subject.store, 'predictions', [later]);
    assert.equal(await ingestHealth.firstEventAt(project), iso(T0 + 5000));
  });

  test('hours and reasons are bounded by project and span', async () => {
    const project = subject.project();
    const { store } = subject;
    await writeRows(store, 'predictions', [predictionRow(project)]);
    const aside = (quarantine_id: string, code: string, received_at: number) =>
      quarantineRow(project, { quarantine_id, code, received_at });
    await writeRows(store, 'quarantine', [
      aside('a', 'too_deep', T0),
      aside('b', 'invalid_json', T0 + 1),
      aside('c', 'invalid_json', T0 + 2),
      aside('d', 'too_deep', span.end),
    ]);
    const health = await store.ingestHealth.read(project, span);
    assert.deepEqual(health.reasons, [
      { code: 'invalid_json', kind: 'prediction', records: 2, newest_at: iso(T0 + 2) },
      { code: 'too_deep', kind: 'prediction', records: 1, newest_at: iso(T0) },
    ]);
    const [hour, ...others] = health.hours as Record<string, unknown>[];
    assert.deepEqual(others, []);
    assert.deepEqual([hour?.accepted, hour?.rejected, hour?.rejected_bytes], [1, 3, 6]);
    assert.equal(health.lag_seconds, null);
    const elsewhere = await store.ingestHealth.read(subject.project(), span);
    assert.deepEqual([elsewhere.hours, elsewhere.reasons, elsewhere.newest_event_at], [[], [], null]);
  });

  test('lag is how long what waits behind the newest record has waited, or how long nobody looked', async () => {
    const { store, harness } = subject;
    const [project, topic] = [subject.project(), subject.project()];
    const landed = (partition: number, ago: number) =>
      harness.sql(
        `INSERT INTO log_progress (project, model, topic, log_partition, newest_event_time, newest_received_at)
         VALUES ('${project}', 'm', '${topic}', ${partition}, now64(3) - ${ago}, now64(3) - ${ago})`,
      );
    const lag = async () => Number((await store.ingestHealth.read(project, span)).lag_seconds);
    await landed(0, 300);
    await landed(1, 900);
    await store.positionStore.savePositions([
      { topic, partition: 0, position: 9, end: 9 },
      { topic, partition: 1, position: 9, end: 9 },
    ]);
    assert.equal(await lag(), 0);
    await store.positionStore.savePositions([{ topic, partition: 0, position: 9, end: 12 }]);
    const behind = await lag();
    assert.ok(behind >= 300 && behind < 400, `${behind}`);
    const { partitions } = await store.ingestHealth.read(project, span);
    assert.deepEqual(
      (partitions as Record<string, unknown>[]).map(({ log_partition, records_behind }) => [
        log_partition,
        records_behind,
      ]),
      [
        [0, 3],
        [1, 0],
      ],
    );
    await harness.sql(
      `INSERT INTO log_positions (topic, log_partition, position, end_offset, noted_at)
       VALUES ('${project}', 0, 9, 9, now64(3) - 5000)`,
    );
    await harness.sql(
      `INSERT INTO log_progress (project, model, topic, log_partition, newest_event_time, newest_received_at)
       VALUES ('${project}', 'm', '${project}', 0, now64(3), now64(3))`,
    );
    const unseen = await lag();
    assert.ok(unseen >= 5000 && unseen < 5100, `${unseen}`);
  });
}
