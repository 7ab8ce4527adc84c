import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slice } from '../../../analyzers/ports.ts';
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

/** ingestContract: what is written is there, once, and nothing that is stored gets lost by a later write. */
export function ingestContract(subject: ContractSubject): void {
  const rowsOf = (project: string, table: string) =>
    subject.harness.sql(`SELECT * FROM ${table} WHERE project = '${project}' ORDER BY received_at`);
  const sliceOf = (project: string, over: Partial<Slice> = {}): Slice => ({
    project,
    model: 'm',
    version: null,
    deployment: 'live',
    source: 'predictions',
    segment: [],
    window: { start: T0, end: T0 + HOUR },
    ...over,
  });

  test('a prediction keeps every field', async () => {
    const project = subject.project();
    const row = predictionRow(project, {
      scores: { yes: 0.75, no: 0.25 },
      numeric_features: { x: 1.5, gone: null, 'ünï "q" \\': -0.1 },
      categorical_features: { c: 'a', gone: null, empty: '' },
      embeddings: { e: [0.5, -0.25] },
      tags: { region: 'eu' },
      weight: 2.5,
    });
    await writeRows(subject.store, 'predictions', [row]);
    const [stored] = await rowsOf(project, 'predictions');
    assert.deepEqual(stored?.numeric_features, row.numeric_features);
    assert.deepEqual(stored?.categorical_features, row.categorical_features);
    assert.deepEqual(stored?.scores, row.scores);
    assert.deepEqual(stored?.embeddings, row.embeddings);
    assert.deepEqual(stored?.tags, row.tags);
    assert.equal(stored?.weight, 2.5);
    assert.equal(Date.parse(String(stored?.event_time)), row.event_time);
    assert.equal(Date.parse(String(stored?.received_at)), row.received_at);
    assert.equal(Date.parse(String(stored?.hour)), T0);
  });

  test('absent optional columns take their defaults', async () => {
    const project = subject.project();
    const { score: _score, ...bare } = predictionRow(project);
    await writeRows(subject.store, 'predictions', [bare]);
    const [stored] = await rowsOf(project, 'predictions');
    assert.equal(stored?.weight, 1);
    assert.equal(stored?.score, null);
    assert.deepEqual(stored?.tags, {});
  });

  test('a repeated prediction counts once, and the first arrival wins', async () => {
    const project = subject.project();
    const first = predictionRow(project, { prediction_text: 'first', received_at: T0 + 5000 });
    const later = predictionRow(project, { prediction_text: 'later', received_at: T0 + 9000 });
    await writeRows(subject.store, 'predictions', [later]);
    await writeRows(subject.store, 'predictions', [first]);
    await writeRows(subject.store, 'predictions', [later]);
    assert.equal(await subject.store.windowReader.countRows(sliceOf(project)), 1);
    const [kept] = await subject.harness.sql(
      `SELECT prediction_text FROM predictions_once WHERE project = '${project}'`,
    );
    assert.equal(kept?.prediction_text, 'first');
  });

  test('of repeats in one insert the first row wins', async () => {
    const project = subject.project();
    const repeats = ['one', 'two', 'three'].map((text) => predictionRow(project, { prediction_text: text }));
    await writeRows(subject.store, 'predictions', repeats);
    const [kept] = await subject.harness.sql(
      `SELECT prediction_text FROM predictions_once WHERE project = '${project}'`,
    );
    assert.equal(kept?.prediction_text, 'one');
  });

  test('champion and shadow may score the same request', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', [
      predictionRow(project),
      predictionRow(project, { version: 'v2', deployment: 'shadow' }),
    ]);
    assert.equal(await subject.store.windowReader.countRows(sliceOf(project)), 1);
    assert.equal(await subject.store.windowReader.countRows(sliceOf(project, { deployment: 'shadow' })), 1);
  });

  test('one batch of 250 days is one insert, and event times of 1960 and 2262 are found again', async () => {
    const project = subject.project();
    const times = Array.from({ length: 250 }, (_, day) => T0 - day * 86_400_000);
    times.push(Date.UTC(1960, 5, 1, 0, 30), Date.UTC(2262, 2, 3, 4, 5));
    const rows = times.map((event_time, index) =>
      predictionRow(project, { event_time, prediction_id: `p${index}` }),
    );
    await writeRows(subject.store, 'predictions', rows);
    for (const event_time of [times[249]!, times[250]!, times[251]!]) {
      const window = { start: event_time, end: event_time + 1 };
      assert.equal(await subject.store.windowReader.countRows(sliceOf(project, { window })), 1);
    }
    const range = await subject.store.windowReader.eventTimeRange(project, 'm', 'predictions');
    assert.deepEqual(range, { first: times[250], last: times[251] });
  });

  test('a large batch is one part per day', async () => {
    const project = subject.project();
    const rows = Array.from({ length: 120_000 }, (_, index) =>
      labelRow(project, { prediction_id: `p${index}`, received_at: T0 + 24 * HOUR }),
    );
    await writeRows(subject.store, 'labels', rows);
    const [{ parts } = { parts: null }] = await subject.harness.sql(
      `SELECT uniqExact(_part) AS parts FROM labels WHERE project = '${project}'`,
    );
    assert.equal(parts, 1);
  });

  test('text with NUL, quotes, line breaks, emoji and half a surrogate pair does not refuse a batch', async () => {
    const project = subject.project();
    const texts = ['a\0b', '\'"\\', 'line\nbreak\r\t', '😀', '\ud800 alone'];
    const rows = texts.map((text, index) =>
      labelRow(project, { prediction_id: `p${index}`, label_text: text, received_at: T0 + index }),
    );
    await writeRows(subject.store, 'labels', rows);
    const stored = await rowsOf(project, 'labels');
    assert.equal(stored.length, texts.length);
    for (const [index, text] of texts.slice(0, 4).entries()) assert.equal(stored[index]?.label_text, text);
  });

  test('quarantine and feature samples are written', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'quarantine', [quarantineRow(project)]);
    await writeRows(subject.store, 'feature_samples', [sampleRow(project), sampleRow(project)]);
    assert.equal((await rowsOf(project, 'quarantine')).length, 1);
    assert.equal(
      await subject.store.windowReader.countRows(
        sliceOf(project, { source: 'feature_samples', deployment: '' }),
      ),
      1,
    );
  });

  test('a batch that cannot be parsed is refused as a whole, and names the row but no value', async () => {
    const project = subject.project();
    const good = JSON.stringify(predictionRow(project));
    const bad = JSON.stringify({ ...predictionRow(project), event_time: 'very-secret-value' });
    const write = subject.store.recordWriter.write({
      table: 'predictions',
      rows: 2,
      ndjson: Buffer.from(`${good}\n${bad}\n`),
    });
    await assert.rejects(write, (error: { code: string; details: object }) => {
      assert.equal(error.code, 'store_refused');
      assert.match(JSON.stringify(error.details), /"row":2/);
      assert.doesNotMatch(JSON.stringify([error, error.details]), /very-secret-value/);
      return true;
    });
    assert.equal((await rowsOf(project, 'predictions')).length, 0);
  });

  test('catalogue entries come back, the newest of a feature only', async () => {
    const project = subject.project();
    const entry = { project, model: 'm', feature: 'x', firstSeen: T0, lastSeen: T0 + 1 };
    await subject.store.catalogueStore.saveCatalogue([{ ...entry, kind: 'numeric', kindSource: 'learnt' }]);
    const newer = { ...entry, kind: 'categorical', kindSource: 'declared', lastSeen: T0 + 2 } as const;
    await subject.store.catalogueStore.saveCatalogue([newer]);
    const found = (await subject.store.catalogueStore.loadCatalogue()).filter(
      (item) => item.project === project,
    );
    assert.deepEqual(found, [newer]);
  });

  test('a version that is seen never replaces a registered one', async () => {
    const project = subject.project();
    const version = { project, model: 'm', version: 'v1', registeredAt: T0, source: 'seen' } as const;
    await subject.store.versionStore.saveVersions([version]);
    await subject.store.versionStore.saveVersions([{ ...version, registeredAt: T0 + 5 }]);
    const registered = {
      ...version,
      source: 'retrained',
      retrainingRunId: 'r1',
      baselineDefinition: '{"window":"7d"}',
    } as const;
    await subject.store.versionRegistry.saveVersion(registered);
    await subject.store.versionStore.saveVersions([{ ...version, registeredAt: T0 + 9 }]);
    const own = <T extends { project: string }>(list: readonly T[]) =>
      list.filter((v) => v.project === project);
    assert.deepEqual(own(await subject.store.versionRegistry.listVersions()), [registered]);
    await subject.store.versionRegistry.saveVersion({ ...registered, baselineDefinition: '' });
    assert.equal(own(await subject.store.versionRegistry.listVersions())[0]?.baselineDefinition, '');
  });

  test('the watermark is the newest event time of predictions and feature samples', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', [
      predictionRow(project, { event_time: T0 + 5 }),
      predictionRow(project, { event_time: T0 + 7, prediction_id: 'p2' }),
    ]);
    await writeRows(subject.store, 'feature_samples', [sampleRow(project, { event_time: T0 + HOUR })]);
    const own = (await subject.store.watermarkStore.loadWatermarks()).filter(
      (mark) => mark.project === project,
    );
    assert.deepEqual(own, [{ project, model: 'm', eventTime: T0 + HOUR }]);
  });
}
