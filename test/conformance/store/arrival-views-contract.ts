import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  HOUR,
  labelRow,
  predictionRow,
  quarantineRow,
  sampleRow,
  T0,
  writeRows,
} from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const DAY = 24 * HOUR;
const RULES = {
  eventTimePastMs: 400 * DAY,
  eventTimeFutureMs: DAY,
  unknownFields: 'refuse',
  quarantineBytesPerHour: 100_000,
} as const;
const iso = (ms: number) => new Date(ms).toISOString();

/** arrivalViewsContract: what arrived is counted by the hour of its arrival, with a log and without one. */
export function arrivalViewsContract(subject: ContractSubject): void {
  const hours = (project: string) =>
    subject.harness.sql(
      `SELECT model, kind, toUnixTimestamp(hour) - ${T0 / 1000} AS after, accepted, rejected, rejected_bytes
       FROM ingest_hours WHERE project = '${project}' ORDER BY model, kind, hour`,
    );
  const counted = (kind: string, after: number, accepted: number, rejected: number, bytes: number) => ({
    model: 'm',
    kind,
    after,
    accepted,
    rejected,
    rejected_bytes: bytes,
  });

  test('arrivals without a log are counted by hour', async () => {
    const project = subject.project();
    const at = (received_at: number, prediction_id: string) =>
      predictionRow(project, { received_at, prediction_id, event_time: T0 - 5 * DAY });
    await writeRows(subject.store, 'predictions', [at(T0, 'a'), at(T0 + HOUR - 1, 'b'), at(T0 + HOUR, 'c')]);
    await writeRows(subject.store, 'labels', [labelRow(project, { received_at: T0 + 5 })]);
    await writeRows(subject.store, 'feature_samples', [sampleRow(project)]);
    await writeRows(subject.store, 'quarantine', [quarantineRow(project, { raw_bytes: 7 })]);
    assert.deepEqual(await hours(project), [
      counted('feature_sample', 0, 1, 0, 0),
      counted('label', 0, 1, 0, 0),
      counted('prediction', 0, 2, 1, 7),
      counted('prediction', 3600, 1, 0, 0),
    ]);
    assert.deepEqual(await hours(subject.project()), []);
    assert.deepEqual(
      await subject.harness.sql(`SELECT * FROM ingest_partitions WHERE project = '${project}'`),
      [],
    );
  });

  test('records of a log are counted once, and its partitions show how far they have come', async () => {
    const project = subject.project();
    const good = {
      prediction_id: 'a',
      model: 'm',
      version: 'v1',
      timestamp: T0,
      features: { x: 1 },
      prediction: 1,
    };
    const values = [JSON.stringify(good), JSON.stringify({ ...good, version: 7 })];
    const entries = values.map((value, index) => ({
      offset: BigInt(index),
      project,
      timestamp: T0 + 1000,
      value: Buffer.from(value),
    }));
    const batch = { kind: 'prediction', topic: 'views', partition: 3, token: project, entries } as const;
    await subject.store.logWriter(RULES).write(batch);
    await subject.store.logWriter(RULES).write(batch);
    assert.deepEqual(await hours(project), [counted('prediction', 0, 1, 1, values[1]!.length)]);
    const partitions = () =>
      subject.harness.sql(`SELECT * FROM ingest_partitions WHERE project = '${project}'`);
    const partition = {
      project,
      topic: 'views',
      log_partition: 3,
      newest_event_time: iso(T0),
      newest_received_at: iso(T0 + 1000),
    };
    assert.deepEqual(await partitions(), [{ ...partition, records_behind: null }]);
    await subject.store.positionStore.savePositions([{ topic: 'views', partition: 3, position: 2, end: 9 }]);
    assert.deepEqual(await partitions(), [{ ...partition, records_behind: 7 }]);
  });
}
