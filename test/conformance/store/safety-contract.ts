import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeClickHouse, openStore } from '../../../store/index.ts';
import { HOUR, predictionRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

/** safetyContract: opening again changes nothing, settings stay in their statement, reads do not wait for each other. */
export function safetyContract(subject: ContractSubject): void {
  test('which ClickHouse answers is told beside an open store', async () => {
    const { url } = subject.harness;
    // A process has one embedded engine, and this one has its data directory open.
    if (url.startsWith('chdb:')) return assert.rejects(describeClickHouse(url), { code: 'store_refused' });
    const { flavour, version } = await describeClickHouse(url);
    assert.equal(flavour, 'server');
    assert.match(version, /^\d+\.\d+/);
  });

  test('a store that is opened again finds its rows, its schema and a larger write order', async () => {
    const project = subject.project();
    const version = { project, model: 'm', version: 'v1', registeredAt: T0, source: 'declared' } as const;
    await subject.store.versionRegistry.saveVersion({ ...version, baselineDefinition: 'old' });
    const long_ago = () => T0 - 1000 * HOUR;
    const again = await openStore({ url: subject.harness.url, now: long_ago });
    await again.versionRegistry.saveVersion({ ...version, baselineDefinition: 'new' });
    await again.close();
    const found = (await subject.store.versionRegistry.listVersions()).filter(
      (item) => item.project === project,
    );
    assert.deepEqual(
      found.map(({ baselineDefinition }) => baselineDefinition),
      ['new'],
    );
  });

  test('an applied migration that was changed is refused, and so is a database of a newer release', async () => {
    const { harness } = subject;
    const at = "fromUnixTimestamp64Milli(toInt64(4000000000000), 'UTC')";
    const add = (number: number, checksum: string) =>
      harness.sql(`INSERT INTO schema_migrations SELECT ${number}, 'test', '${checksum}', ${at}`);
    const remove = (number: number) =>
      harness.sql(`DELETE FROM schema_migrations WHERE number = ${number} AND applied_at = ${at}`);
    await add(1, 'other');
    await assert.rejects(openStore({ url: harness.url }), { code: 'migration_changed' });
    await remove(1);
    await add(9999, 'x');
    await assert.rejects(openStore({ url: harness.url }), { code: 'schema_newer' });
    await remove(9999);
    await (await openStore({ url: harness.url })).close();
  });

  test('the same batch twice, and different batches of one length, are all written', async () => {
    const project = subject.project();
    const batch = [predictionRow(project)];
    await writeRows(subject.store, 'predictions', batch);
    await writeRows(subject.store, 'predictions', batch);
    await writeRows(subject.store, 'predictions', [predictionRow(project, { prediction_id: 'p2' })]);
    const [row] = await subject.harness.sql(
      `SELECT uniqExact(prediction_id) AS ids FROM predictions WHERE project = '${project}'`,
    );
    assert.equal(row?.ids, 2);
  });

  test('reads and writes run side by side, and close waits for them', async () => {
    const project = subject.project();
    const store = await openStore({ url: subject.harness.url, readers: 2 });
    const slice = {
      project,
      model: 'm',
      version: null,
      deployment: 'live',
      source: 'predictions',
      segment: [],
      window: { start: T0, end: T0 + HOUR },
    } as const;
    const work = Array.from({ length: 12 }, (_, index) => [
      writeRows(store, 'predictions', [predictionRow(project, { prediction_id: `p${index}` })]),
      store.windowReader.countRows(slice),
      store.readModel.listEvaluations({ project: `nobody ${index}`, limit: index }),
    ]).flat();
    const done = Promise.all(work);
    const closed = store.close();
    const results = await done;
    await closed;
    assert.deepEqual(results.at(-1), []);
    assert.equal(await subject.store.windowReader.countRows(slice), 12);
    await assert.rejects(store.health.ping(), { code: 'store_unavailable' });
  });
}
