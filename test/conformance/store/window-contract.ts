import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnRequest, Slice } from '../../../analyzers/ports.ts';
import type { Column } from '../../../domain/index.ts';
import { HOUR, predictionRow, sampleRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const numeric = (name: string): ColumnRequest => ({ subject: { kind: 'feature', name }, kind: 'numeric' });
const categorical = (name: string): ColumnRequest => ({
  subject: { kind: 'feature', name },
  kind: 'categorical',
});

/** windowContract: a window is read exactly, by column, with the reasons why values are lacking. */
export function windowContract(subject: ContractSubject): void {
  const slice = (project: string, over: Partial<Slice> = {}): Slice => ({
    project,
    model: 'm',
    version: null,
    deployment: 'live',
    source: 'predictions',
    segment: [],
    window: { start: T0, end: T0 + HOUR },
    ...over,
  });
  const counts = (column: Column) =>
    column.kind === 'numeric'
      ? [...column.values].sort((a, b) => a - b)
      : Object.fromEntries(column.categories.map((category, index) => [category, column.counts[index]]));
  const quality = ({ rows, nulls, missing, mismatched }: Column) => ({ rows, nulls, missing, mismatched });

  test('a window is half-open to the millisecond', async () => {
    const project = subject.project();
    const times = [T0 - 1, T0, T0 + 1, T0 + HOUR - 1, T0 + HOUR];
    const rows = times.map((event_time, index) =>
      predictionRow(project, { event_time, prediction_id: `p${index}` }),
    );
    await writeRows(subject.store, 'predictions', rows);
    const count = (start: number, end: number) =>
      subject.store.windowReader.countRows(slice(project, { window: { start, end } }));
    assert.equal(await count(T0, T0 + HOUR), 3);
    assert.equal(await count(T0 + 1, T0 + 2), 1);
    assert.equal(await count(T0 - 1, T0 + HOUR + 1), 5);
    assert.equal(await count(T0 + 2, T0 + 3), 0);
  });

  test('values, nulls, missing and values of the other kind are told apart', async () => {
    const project = subject.project();
    const features = [
      { numeric_features: { x: 1.5 }, categorical_features: { c: 'a' } },
      { numeric_features: { x: -2, c: 7 }, categorical_features: {} },
      { numeric_features: { x: null }, categorical_features: { c: null } },
      { numeric_features: {}, categorical_features: { x: 'text', c: 'a' } },
      { numeric_features: {}, categorical_features: { c: '' } },
    ];
    const rows = features.map((over, index) =>
      predictionRow(project, { ...over, prediction_id: `p${index}` }),
    );
    await writeRows(subject.store, 'predictions', rows);
    const [x, c, absent] = await subject.store.windowReader.readColumns(slice(project), [
      numeric('x'),
      categorical('c'),
      numeric('absent'),
    ]);
    assert.deepEqual(counts(x!), [-2, 1.5]);
    assert.deepEqual(quality(x!), { rows: 5, nulls: 1, missing: 1, mismatched: 1 });
    assert.deepEqual(counts(c!), { a: 2, '': 1 });
    assert.deepEqual(quality(c!), { rows: 5, nulls: 1, missing: 0, mismatched: 1 });
    assert.deepEqual(quality(absent!), { rows: 5, nulls: 0, missing: 5, mismatched: 0 });
  });

  test('an empty window gives empty columns', async () => {
    const columns = await subject.store.windowReader.readColumns(slice(subject.project()), [
      numeric('x'),
      categorical('c'),
      { subject: { kind: 'score', name: '' }, kind: 'numeric' },
    ]);
    assert.deepEqual(columns.map(quality), Array(3).fill({ rows: 0, nulls: 0, missing: 0, mismatched: 0 }));
    assert.deepEqual(columns.map(counts), [[], {}, []]);
  });

  test('score and prediction are columns too', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', [
      predictionRow(project, {
        prediction_id: 'a',
        prediction_text: 'late',
        prediction_number: null,
        score: 0.5,
      }),
      predictionRow(project, { prediction_id: 'b', prediction_text: '2', prediction_number: 2, score: null }),
      predictionRow(project, { prediction_id: 'c', prediction_text: '2', prediction_number: 2, score: 0.25 }),
    ]);
    const [score, classes, numbers] = await subject.store.windowReader.readColumns(slice(project), [
      { subject: { kind: 'score', name: '' }, kind: 'numeric' },
      { subject: { kind: 'prediction', name: '' }, kind: 'categorical' },
      { subject: { kind: 'prediction', name: '' }, kind: 'numeric' },
    ]);
    assert.deepEqual(counts(score!), [0.25, 0.5]);
    assert.deepEqual(quality(score!), { rows: 3, nulls: 0, missing: 1, mismatched: 0 });
    assert.deepEqual(counts(classes!), { late: 1, 2: 2 });
    assert.deepEqual(counts(numbers!), [2, 2]);
    assert.deepEqual(quality(numbers!), { rows: 3, nulls: 0, missing: 0, mismatched: 1 });
  });

  test('columns that are read in parts have the same quality as together, also when rows arrive in between', async () => {
    const project = subject.project();
    const row = (id: string) =>
      predictionRow(project, {
        prediction_id: id,
        numeric_features: { a: 1, b: null, city: 7 },
        categorical_features: { a2: 'x', c: 'text' },
      });
    await writeRows(subject.store, 'predictions', [row('p1'), row('p2')]);
    const part = slice(project);
    const all = [numeric('a'), numeric('b'), numeric('c'), categorical('city')];
    const reader = subject.store.windowReader;
    const parts = reader.readParts(part, [all.slice(0, 2), all.slice(2)]);
    const [a, b]: readonly Column[] = (await parts.next()).value;
    assert.deepEqual(quality(a!), { rows: 2, nulls: 0, missing: 0, mismatched: 0 });
    assert.deepEqual(quality(b!), { rows: 2, nulls: 2, missing: 0, mismatched: 0 });
    await writeRows(subject.store, 'predictions', [row('p3')]);
    const [c, city]: readonly Column[] = (await parts.next()).value;
    assert.deepEqual(quality(c!), { rows: 3, nulls: 0, missing: 0, mismatched: 3 });
    assert.deepEqual(quality(city!), { rows: 3, nulls: 0, missing: 0, mismatched: 3 });
    assert.equal((await parts.next()).done, true);
  });

  test('numbers that are read in several parts are those that are read together, from whole maps and by name', async () => {
    const project = subject.project();
    const names = Array.from({ length: 12 }, (_, index) => `f${index}`);
    // Every third row has a null, every fifth a text, every seventh nothing.
    const values = (row: number) =>
      names.flatMap((name, at) => ((row + at) % 7 === 0 ? [] : [[name, row / 3 + at] as const]));
    const rows = Array.from({ length: 2000 }, (_, row) => {
      const entries = values(row);
      const isText = (at: number) => (row + at) % 5 === 0;
      const numeric_features = Object.fromEntries(
        entries.filter((_, at) => !isText(at)).map(([name, value]) => [name, value % 3 === 0 ? null : value]),
      );
      const categorical_features = Object.fromEntries(
        entries.filter((_, at) => isText(at)).map(([name]) => [name, 'text']),
      );
      return predictionRow(project, {
        prediction_id: `p${row}`,
        score: row / 2000,
        numeric_features,
        categorical_features,
      });
    });
    await writeRows(subject.store, 'predictions', rows);
    const reader = subject.store.windowReader;
    for (const count of [12, 4]) {
      const requests: ColumnRequest[] = [
        ...names.slice(0, count).map(numeric),
        { subject: { kind: 'score', name: '' }, kind: 'numeric' },
        categorical('f0'),
      ];
      const together = await reader.readColumns(slice(project), requests);
      const parts = [requests.slice(0, 3), requests.slice(3, count + 1), requests.slice(count + 1)];
      const apart: Column[] = [];
      for await (const columns of reader.readParts(slice(project), parts)) apart.push(...columns);
      assert.deepEqual(apart.map(quality), together.map(quality));
      assert.deepEqual(apart.map(counts), together.map(counts));
      assert.ok(apart.every((column) => column.kind === 'categorical' || column.values.length > 1000));
    }
  });

  test('numbers come back bit by bit, over more features than one query reads', async () => {
    const project = subject.project();
    const names = Array.from({ length: 300 }, (_, index) => `f${index}`);
    const values = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -1 / 3, 2 ** 53 + 2, 1e-7, 123456789.12345679];
    const rows = values.map((value, row) =>
      predictionRow(project, {
        prediction_id: `p${row}`,
        numeric_features: Object.fromEntries(names.map((name, index) => [name, value / (index + 1)])),
      }),
    );
    await writeRows(subject.store, 'predictions', rows);
    const columns = await subject.store.windowReader.readColumns(slice(project), names.map(numeric));
    assert.equal(columns.length, names.length);
    for (const [index, column] of columns.entries()) {
      const expected = values.map((value) => value / (index + 1)).sort((a, b) => a - b);
      assert.deepEqual(counts(column), expected);
    }
  });

  test('version, deployment and segments select rows', async () => {
    const project = subject.project();
    const rows = [
      { version: 'v1', tags: { region: 'eu' }, categorical_features: { c: 'a' } },
      { version: 'v1', tags: { region: 'us' }, categorical_features: { c: 'b' } },
      { version: 'v2', tags: { region: 'eu' }, categorical_features: { c: null } },
      { version: 'v2', tags: {}, categorical_features: {} },
    ].map((over, index) => predictionRow(project, { ...over, prediction_id: `p${index}` }));
    await writeRows(subject.store, 'predictions', rows);
    const count = (over: Partial<Slice>) => subject.store.windowReader.countRows(slice(project, over));
    assert.equal(await count({ version: 'v2' }), 2);
    assert.equal(await count({ deployment: 'shadow' }), 0);
    assert.equal(await count({ segment: [{ on: 'tag', name: 'region', values: ['eu'] }] }), 2);
    assert.equal(await count({ segment: [{ on: 'tag', name: 'region', values: ['eu', 'us'] }] }), 3);
    assert.equal(await count({ segment: [{ on: 'tag', name: 'region', values: [''] }] }), 0);
    assert.equal(await count({ segment: [{ on: 'feature', name: 'c', values: ['a', 'b', ''] }] }), 2);
    const both = [
      { on: 'tag', name: 'region', values: ['eu'] },
      { on: 'feature', name: 'c', values: ['a'] },
    ] as const;
    assert.equal(await count({ segment: both }), 1);
    const versions = await subject.store.windowReader.activeVersions(slice(project));
    assert.deepEqual(versions, [
      { version: 'v1', rows: 2 },
      { version: 'v2', rows: 2 },
    ]);
  });

  test('feature samples are read like predictions', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'feature_samples', [
      sampleRow(project, { numeric_features: { x: 3 } }),
      sampleRow(project, { sample_id: 's2', version: 'v7', numeric_features: { x: 4 } }),
    ]);
    const samples = slice(project, { source: 'feature_samples' });
    const [x, score] = await subject.store.windowReader.readColumns(samples, [
      numeric('x'),
      { subject: { kind: 'score', name: '' }, kind: 'numeric' },
    ]);
    assert.deepEqual(counts(x!), [3, 4]);
    assert.equal(score?.missing, 2);
    assert.equal(await subject.store.windowReader.countRows({ ...samples, version: 'v7' }), 1);
    const range = await subject.store.windowReader.eventTimeRange(project, 'm', 'feature_samples');
    assert.deepEqual(range, { first: T0, last: T0 });
  });

  test('a model without rows has no event time', async () => {
    assert.equal(
      await subject.store.windowReader.eventTimeRange(subject.project(), 'm', 'predictions'),
      null,
    );
  });
}
