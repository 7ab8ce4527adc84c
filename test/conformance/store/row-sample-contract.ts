import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnRequest, RowsRequest, Slice } from '../../../analyzers/ports.ts';
import type { Baseline, RowColumn, RowSample } from '../../../domain/index.ts';
import { HOUR, predictionRow, sampleRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const feature = (name: string, kind: ColumnRequest['kind']): ColumnRequest => ({
  subject: { kind: 'feature', name },
  kind,
});

const table = (columns: readonly ColumnRequest[], over: Partial<RowsRequest> = {}): RowsRequest => ({
  subject: { kind: 'features', name: '' },
  columns,
  limit: 1000,
  seed: 'seed',
  ...over,
});

const vector = (name: string): RowsRequest => table([], { subject: { kind: 'embedding', name } });

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

/** cells gives the values of a column row by row: null for none, vectors as arrays. */
function cells(column: RowColumn): unknown[] {
  if (column.kind === 'numeric')
    return [...column.values].map((value) => (Number.isNaN(value) ? null : value));
  if (column.kind === 'categorical') return [...column.codes].map((code) => column.categories[code] ?? null);
  return [...column.offsets.subarray(1)].map((end, row) => [
    ...column.values.subarray(column.offsets[row]!, end),
  ]);
}

/** rows gives the rows of a sample as texts, in their order. */
function rows({ columns, rows: count }: RowSample): string[] {
  const values = columns.map(cells);
  return Array.from({ length: count }, (_, row) => JSON.stringify(values.map((column) => column[row])));
}

/** rowSampleContract: whole rows are read with their columns aligned, the same rows for the same seed, and kept with a baseline. */
export function rowSampleContract(subject: ContractSubject): void {
  const read = (project: string, request: RowsRequest, over: Partial<Slice> = {}) =>
    subject.store.windowReader.readRows(sliceOf(project, over), request);

  test('a row sample keeps the values of a row together, and what is lacking is lacking', async () => {
    const project = subject.project();
    const features = [
      { numeric_features: { x: 1.5, y: -1 }, categorical_features: { c: 'a', other: 'z' } },
      { numeric_features: { x: 2.5, c: 7 }, categorical_features: { y: 'text' } },
      { numeric_features: { x: null, y: 3 }, categorical_features: { c: null } },
      { numeric_features: {}, categorical_features: { c: '' } },
    ];
    await writeRows(
      subject.store,
      'predictions',
      features.map((over, index) => predictionRow(project, { ...over, prediction_id: `p${index}` })),
    );
    const columns = [feature('x', 'numeric'), feature('c', 'categorical'), feature('y', 'numeric')];
    const sample = await read(project, table(columns));
    assert.deepEqual([sample.rows, sample.total], [4, 4]);
    assert.deepEqual(
      sample.columns.map(({ subject: { name } }) => name),
      ['x', 'c', 'y'],
    );
    assert.deepEqual(rows(sample).sort(), [
      '[1.5,"a",-1]',
      '[2.5,null,null]',
      '[null,"",null]',
      '[null,null,3]',
    ]);
    assert.deepEqual(
      rows(await read(project, table([feature('absent', 'categorical')]))),
      Array(4).fill('[null]'),
    );
  });

  test('a row sample is drawn by seed, is no longer than asked for, and counts repeats once', async () => {
    const project = subject.project();
    const written = Array.from({ length: 3000 }, (_, index) =>
      predictionRow(project, {
        prediction_id: `p${index}`,
        numeric_features: { i: index, twice: 2 * index },
      }),
    );
    await writeRows(subject.store, 'predictions', written);
    await writeRows(subject.store, 'predictions', written.slice(0, 100));
    const columns = [feature('i', 'numeric'), feature('twice', 'numeric')];
    const request = table(columns, { limit: 200 });
    const sample = await read(project, request);
    assert.deepEqual([sample.rows, sample.total], [200, 3000]);
    const [first, second] = sample.columns.map(cells) as [number[], number[]];
    assert.deepEqual(
      second,
      first.map((value) => 2 * value),
    );
    assert.equal(new Set(first).size, 200);
    // A mean of 200 of the numbers below 3,000 has a standard error of 59.
    const mean = first.reduce((sum, value) => sum + value, 0) / 200;
    assert.ok(Math.abs(mean - 1499.5) < 240, `mean ${mean}`);
    assert.deepEqual(rows(await read(project, request)), rows(sample));
    const other = await read(project, { ...request, seed: 'another' });
    const shared = rows(other).filter((row) => rows(sample).includes(row));
    assert.ok(shared.length < 60, `${shared.length} of 200 rows in both`);
    const all = await read(project, { ...request, limit: 5000 });
    assert.equal(new Set(rows(all)).size, 3000);
  });

  test('embeddings come back bit by bit, of any length, empty where a row has none', async () => {
    const project = subject.project();
    const vectors = [[0.1, -2, 3e38], [1], [], undefined];
    await writeRows(
      subject.store,
      'predictions',
      vectors.map((item, index) =>
        predictionRow(project, {
          prediction_id: `p${index}`,
          ...(item ? { embeddings: { text: item, other: [9] } } : {}),
        }),
      ),
    );
    const sample = await read(project, vector('text'));
    const expected = vectors.map((item) => JSON.stringify([[...Float32Array.from(item ?? [])]]));
    assert.deepEqual(rows(sample).sort(), expected.sort());
    assert.deepEqual(rows(await read(project, vector('absent'))), Array(4).fill('[[]]'));
  });

  test('feature samples, segments and empty windows give row samples too', async () => {
    const project = subject.project();
    const samples = [1, 2, 3].map((x) => sampleRow(project, { sample_id: `s${x}`, numeric_features: { x } }));
    await writeRows(subject.store, 'feature_samples', samples);
    const request = table([feature('x', 'numeric')]);
    const sample = await read(project, request, { source: 'feature_samples' });
    assert.deepEqual(rows(sample).sort(), ['[1]', '[2]', '[3]']);
    const empty = await read(project, request);
    assert.deepEqual([empty.rows, empty.total, rows(empty)], [0, 0, []]);
    const noVectors = await read(project, vector('text'));
    assert.deepEqual(rows(noVectors), []);
    const segment = [{ on: 'feature', name: 'c', values: ['b'] }] as const;
    await writeRows(
      subject.store,
      'predictions',
      ['a', 'b'].map((c, x) =>
        predictionRow(project, { prediction_id: c, numeric_features: { x }, categorical_features: { c } }),
      ),
    );
    assert.deepEqual(rows(await read(project, request, { segment })), ['[1]']);
  });

  test('the row samples of a baseline come back with every bit', async () => {
    const project = subject.project();
    const samples: RowSample[] = [
      {
        subject: { kind: 'features', name: '' },
        rows: 3,
        total: 99,
        columns: [
          {
            subject: { kind: 'feature', name: 'z' },
            kind: 'numeric',
            values: Float64Array.of(-0, Number.NaN, 5e-324),
          },
          {
            subject: { kind: 'feature', name: 'a' },
            kind: 'categorical',
            categories: ['it\'s "q" \\ 😀', ''],
            codes: Int32Array.of(1, -1, 0),
          },
        ],
      },
      {
        subject: { kind: 'embedding', name: 'text' },
        rows: 3,
        total: 3,
        columns: [
          {
            subject: { kind: 'embedding', name: 'text' },
            kind: 'vector',
            offsets: Uint32Array.of(0, 2, 2, 3),
            values: Float32Array.of(0.1, -3e38, 1e-45),
          },
        ],
      },
    ];
    const baseline: Baseline = {
      project,
      model: 'm',
      version: '',
      hash: 'rows-1',
      origin: { kind: 'window', window: { start: T0, end: T0 + 1 }, version: '', deployment: 'live' },
      rows: 99,
      createdAt: T0,
      metrics: [],
      references: [],
      samples,
    };
    await subject.store.baselineStore.saveBaseline(baseline);
    assert.deepEqual(await subject.store.baselineStore.loadBaseline(project, baseline.hash), baseline);
  });
}
