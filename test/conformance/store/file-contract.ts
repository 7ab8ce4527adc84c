import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FileRequest } from '../../../analyzers/ports.ts';
import type { Column, RowSample } from '../../../domain/index.ts';
import type { ContractSubject } from './contract-subject.ts';

const FLIGHTS = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));

/** fileContract: local files become columns or rows, and what cannot be read says why. */
export function fileContract(subject: ContractSubject): void {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'store-files-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const file = async (name: string, content: string | Uint8Array) => {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  };
  const request = (path: string, over: Partial<FileRequest> = {}): FileRequest => ({
    path,
    format: 'csv',
    kinds: {},
    ignore: [],
    predictionColumn: null,
    scoreColumn: null,
    labelColumn: null,
    task: 'binary',
    positiveClass: '1',
    ...over,
  });
  const read = (path: string, over: Partial<FileRequest> = {}) =>
    subject.store.baselineFiles.readBaselineFile(request(path, over));
  const summary = ({ subject: { kind, name }, ...column }: Column) => ({
    column: kind === 'feature' ? name : `(${kind})`,
    values:
      column.kind === 'numeric'
        ? [...column.values]
        : Object.fromEntries(column.categories.map((category, index) => [category, column.counts[index]])),
    nulls: column.nulls,
    mismatched: column.mismatched,
  });

  const sampled = async (path: string, rows: number, seed: string, over: Partial<FileRequest> = {}) => {
    const bounds = { rows, values: 1_000_000, seed };
    return (await subject.store.baselineFiles.readFileSample(request(path, over), bounds)).sample;
  };
  const rowTexts = ({ columns, rows }: RowSample) =>
    Array.from({ length: rows }, (_, row) =>
      columns
        .map((column) => {
          if (column.kind === 'numeric') return column.values[row];
          return column.kind === 'categorical' ? (column.categories[column.codes[row]!] ?? 'none') : 'vector';
        })
        .join(' '),
    );

  test('a sample of a csv file keeps its rows whole, without prediction and label', async () => {
    const lines = ['x,c,label,y', '1,a,0,10', ',b,1,20', '3,,0,n/a', '4,a,1,40', ''];
    const path = await file('sample.csv', lines.join('\n'));
    const kinds = { y: 'numeric' } as const;
    const sample = await sampled(path, 100, 's', { labelColumn: 'label', kinds });
    assert.deepEqual([sample.rows, sample.total], [4, 4]);
    assert.deepEqual(
      sample.columns.map((column) => [column.subject.name, column.kind]),
      [
        ['x', 'numeric'],
        ['c', 'categorical'],
        ['y', 'numeric'],
      ],
    );
    const expected = ['1 a 10', 'NaN b 20', '3 none NaN', '4 a 40'];
    assert.deepEqual(rowTexts(sample).sort(), expected.sort());
    await assert.rejects(
      sampled(await file('headed.csv', 'x,y\n'), 10, 's'),
      (error: { code?: string }) => error.code === 'baseline_empty',
    );
  });

  test('a sample of three million rows of a parquet file is the same for a seed, and spread over the file', async () => {
    const over = { format: 'parquet', ignore: ['date'] } as const;
    const first = await sampled(FLIGHTS, 300, 'a', over);
    assert.deepEqual([first.rows, first.total], [300, 3_000_000]);
    assert.deepEqual(rowTexts(await sampled(FLIGHTS, 300, 'a', over)), rowTexts(first));
    const other = new Set(rowTexts(await sampled(FLIGHTS, 300, 'b', over)));
    assert.ok(rowTexts(first).filter((row) => other.has(row)).length < 30);
    const origins = first.columns.find((column) => column.subject.name === 'origin');
    assert.ok(origins?.kind === 'categorical' && origins.categories.length > 40);
  });

  test('a csv file becomes columns by its own types and the declared kinds', async () => {
    const path = await file(
      'types.csv',
      [
        'id,x,code,flag,mixed,when,blank',
        'r1,1.5,7,true,1,2026-01-01,',
        'r2,nan,7,false,n/a,2026-01-02,',
        'r3,,8,true,3,2026-01-03,',
        '',
      ].join('\n'),
    );
    const found = await read(path, {
      kinds: { code: 'categorical', mixed: 'numeric' },
      ignore: ['id', 'when'],
    });
    assert.equal(found.rows, 3);
    assert.equal(found.outcomes, null);
    assert.equal(
      found.bytesHash,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
    assert.deepEqual(found.columns.map(summary), [
      { column: 'x', values: [1.5], nulls: 2, mismatched: 0 },
      { column: 'code', values: { 7: 2, 8: 1 }, nulls: 0, mismatched: 0 },
      { column: 'flag', values: { true: 2, false: 1 }, nulls: 0, mismatched: 0 },
      { column: 'mixed', values: [1, 3], nulls: 0, mismatched: 1 },
      { column: 'blank', values: {}, nulls: 3, mismatched: 0 },
    ]);
  });

  test('prediction, score and label columns give outcomes, and are no features', async () => {
    const path = await file('outcomes.csv', 'x,y_hat,p,y\n1,1,0.9,1.0\n2,0,0.2,1\n3,1,0.8,\n4,0,,0\n');
    const found = await read(path, { predictionColumn: 'y_hat', scoreColumn: 'p', labelColumn: 'y' });
    assert.deepEqual(found.columns.map(summary), [
      { column: 'x', values: [1, 2, 3, 4], nulls: 0, mismatched: 0 },
      { column: '(score)', values: [0.9, 0.2, 0.8], nulls: 1, mismatched: 0 },
      { column: '(prediction)', values: { 0: 2, 1: 2 }, nulls: 0, mismatched: 0 },
    ]);
    const { outcomes } = found;
    assert.equal(outcomes?.predictions, 4);
    const pairs = [...outcomes!.predictedCode].map(
      (code, row) => `${outcomes!.classes[code]}/${outcomes!.classes[outcomes!.labelCode[row]!]}`,
    );
    assert.deepEqual(pairs.sort(), ['0/0', '0/1', '1/1']);
    assert.deepEqual([...outcomes!.score].filter((score) => !Number.isNaN(score)).sort(), [0.2, 0.9]);
  });

  test('regression outcomes are numbers', async () => {
    const path = await file('regression.csv', 'y_hat,y\n1.5,2\n-3,4.25\n');
    const found = await read(path, { predictionColumn: 'y_hat', labelColumn: 'y', task: 'regression' });
    assert.deepEqual([...found.outcomes!.predictedNumber].sort(), [-3, 1.5]);
    assert.deepEqual([...found.outcomes!.labelNumber].sort(), [2, 4.25]);
    assert.deepEqual(found.columns.map(summary), [
      { column: '(prediction)', values: [1.5, -3], nulls: 0, mismatched: 0 },
    ]);
  });

  test('a parquet file of three million rows becomes columns', async () => {
    const found = await read(FLIGHTS, { format: 'parquet', labelColumn: 'delay' });
    assert.equal(found.rows, 3_000_000);
    assert.deepEqual(
      found.columns.map((column) => column.subject.name),
      ['distance', 'origin', 'destination'],
    );
    assert.equal(
      found.columns.every((column) => column.nulls === 0),
      true,
    );
  });

  test('names with quotes, backslashes and glob characters are only names', async () => {
    await mkdir(join(directory, "it's {a,b}"), { recursive: true });
    const header = '"q""uote","back\\slash","ba`ck","it\'s"';
    const path = await file("it's {a,b}/*?[x] \\ 'y'.csv", `${header}\n1,2,3,4\n`);
    const found = await read(path);
    assert.deepEqual(
      found.columns.map((column) => column.subject.name),
      ['q"uote', 'back\\slash', 'ba`ck', "it's"],
    );
    assert.deepEqual(
      found.columns.map(summary).map(({ values }) => values),
      [[1], [2], [3], [4]],
    );
  });

  test('what cannot be read says why', async () => {
    const text = await file('text.parquet', 'this is no Parquet file');
    const whole = await readFile(FLIGHTS);
    const cut = await file('cut.parquet', whole.subarray(0, 100_000));
    const cases: [string, Partial<FileRequest>, string][] = [
      [text, { format: 'parquet' }, 'baseline_unreadable'],
      [cut, { format: 'parquet' }, 'baseline_unreadable'],
      [join(directory, 'absent.csv'), {}, 'baseline_unreadable'],
      [directory, {}, 'baseline_unreadable'],
      ['/dev/null', {}, 'baseline_unreadable'],
      [await file('empty.csv', ''), {}, 'baseline_empty'],
      [await file('header.csv', 'a,b\n'), {}, 'baseline_empty'],
    ];
    for (const [path, over, code] of cases) {
      await assert.rejects(read(path, over), { code }, path);
    }
  });

  test('an unknown column is named', async () => {
    const path = await file('known.csv', 'a,b\n1,2\n');
    const cases: Partial<FileRequest>[] = [
      { predictionColumn: 'absent' },
      { labelColumn: 'absent' },
      { ignore: ['absent'] },
      { kinds: { absent: 'numeric' } },
    ];
    for (const over of cases) {
      await assert.rejects(read(path, over), (error: { code: string; message: string }) => {
        assert.equal(error.code, 'unknown_column');
        assert.match(error.message, /absent.*a, b/);
        return true;
      });
    }
  });

  test('rows of a file come in chunks with exact values', async () => {
    const header = 'id,big,n,text,flag,when';
    const lines = Array.from(
      { length: 12_345 },
      (_, row) => `r${row},9007199254740993,${row},"a, ""b""",true,`,
    );
    const path = await file('rows.csv', [header, ...lines, ''].join('\n'));
    const chunks: number[] = [];
    let seen = 0;
    for await (const rows of subject.store.rowFiles.openRowFile(path, 'csv')) {
      chunks.push(rows.length);
      for (const row of rows) {
        const expected = {
          id: `r${seen}`,
          big: '9007199254740993',
          n: seen,
          text: 'a, "b"',
          flag: true,
          when: null,
        };
        assert.deepEqual(row, expected);
        seen++;
      }
    }
    assert.equal(seen, 12_345);
    assert.ok(Math.max(...chunks) <= 5000);
  });

  test('times of a parquet file are ISO 8601, and a reader may stop early', async () => {
    for await (const [row] of subject.store.rowFiles.openRowFile(FLIGHTS, 'parquet')) {
      assert.deepEqual(row, {
        date: '2001-01-01T00:01:00.000000Z',
        delay: 33,
        distance: 2176,
        origin: 'LAS',
        destination: 'PHL',
      });
      break;
    }
    await subject.store.health.ping();
  });
}
