import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type CheckFolder,
  createCheckFolder,
  normal,
  runCheckCommand,
  uniform,
} from '../support/check-command.ts';

let folder: CheckFolder;

before(() => {
  folder = createCheckFolder();
});
after(() => folder.dispose());

const check = (reference: string, current: string, ...more: string[]) =>
  runCheckCommand(['--reference', reference, '--current', current, '--format', 'json', ...more]);

/** byFeature gives the results of a report by column and statistic. */
function byFeature(report: { results: Record<string, unknown>[] }): Map<string, Record<string, unknown>> {
  return new Map(report.results.map((result) => [`${result.feature} ${result.statistic}`, result]));
}

const csv = (header: string, rows: number, line: (row: number) => string) =>
  `${header}\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`;

test('bad columns: each has a defined result or a reason, and the others are judged', async () => {
  const many = (shift: number) => `
    SELECT ${normal(shift + 1)} AS sound,
      CAST(NULL, 'Nullable(Float64)') AS nothing, CAST(NULL, 'Nullable(String)') AS no_text,
      7 AS constant,
      7 + ${shift} AS moved_constant,
      multiIf(number % 3 = 0, inf, number % 3 = 1, -inf, toFloat64(number)) AS infinite,
      if(number % 10 < ${shift}, nan, ${normal(50)}) AS growing_nan,
      if(number % 2 = 0, 1e308, -1e308) * ${uniform(shift + 60)} AS huge,
      5e-324 * (1 + toUInt8(3 * ${uniform(shift + 70)})) AS denormal,
      toString(toUInt32(100000 * ${uniform(shift + 80)})) AS crowded,
      CAST(if(number % 2 = 0, NULL, 1), 'Nullable(Float64)') AS half
    FROM numbers(200000)`;
  const reference = await folder.select('columns-a.parquet', 'Parquet', many(0));
  const current = await folder.select('columns-b.parquet', 'Parquet', many(3));
  const { code, report, stderr } = await check(
    reference,
    current,
    '--statistics',
    'psi,ks,wasserstein,chi_square',
  );
  assert.equal(code, 1, stderr);
  const found = byFeature(report);
  const drifted = new Set(
    report.results
      .filter(({ severity }: { severity: string }) => severity !== 'none')
      .map(({ feature }: { feature: string }) => feature),
  );
  assert.deepEqual(drifted, new Set(['moved_constant', 'growing_nan']));
  for (const result of report.results)
    for (const value of [result.value, result.effect, result.p_value, result.p_adjusted])
      assert.ok(value === undefined || value === null || Number.isFinite(value), JSON.stringify(result));
  assert.equal(found.get('sound psi')?.status, 'complete');
  assert.equal(found.get('nothing psi')?.effect, 0);
  assert.equal(found.get('nothing ks')?.reason, 'no_usable_reference');
  assert.equal(found.get('no_text psi')?.effect, 0);
  assert.equal(found.get('constant chi_square')?.effect, 0);
  assert.equal(found.get('constant wasserstein')?.effect, 0);
  assert.equal(found.get('moved_constant wasserstein')?.reason, 'constant_reference');
  assert.equal(found.get('infinite psi')?.effect, 0, 'infinities are no values');
  assert.equal(found.get('infinite ks')?.n_reference, 66_666);
  assert.equal(found.get('huge wasserstein')?.reason, 'not_finite');
  assert.equal(found.get('huge ks')?.status, 'complete');
  assert.equal(found.get('denormal chi_square')?.status, 'complete');
  assert.equal(found.get('crowded psi')?.status, 'complete');
  assert.ok(Number(found.get('half psi')?.effect) < 0.001);
});

test('columns that differ: what is gone is drift, what is new is named, a changed type is named', async () => {
  const reference = folder.text(
    'differ-a.csv',
    csv('kept,gone,typed', 500, (row) => `${row % 50},${row % 7},${row % 9}`),
  );
  const current = folder.text(
    'differ-b.csv',
    csv('kept,new,typed', 500, (row) => `${(row * 3) % 50},${row},"n/k${row % 3}"`),
  );
  const { code, report } = await check(reference, current);
  assert.equal(code, 1);
  const found = byFeature(report);
  assert.equal(found.get('gone psi')?.severity, 'critical');
  assert.equal(found.get('typed psi')?.severity, 'critical');
  assert.equal(found.get('kept psi')?.severity, 'none');
  assert.equal(found.has('new psi'), false);
  assert.deepEqual(report.notes, [
    'Missing in the current side, judged as missing values: gone.',
    'Only in the current side, not compared: new.',
    'Another type than in the reference: typed (number in the reference, text in the current side).',
  ]);
  const other = folder.text('other.csv', 'x,y\n1,2\n');
  const nothing = await check(reference, other);
  assert.equal(nothing.code, 3);
  assert.match(nothing.stderr, /no comparable column in common.*kept, gone, typed.*x, y/);
});

test('one row or none is not enough data, and the exit code is 2', async () => {
  const many = folder.text(
    'many.csv',
    csv('x', 1000, (row) => String(row)),
  );
  const one = folder.text('one.csv', 'x\n1\n');
  const none = folder.text('none.csv', 'x\n');
  const empty = await folder.select(
    'empty.parquet',
    'Parquet',
    'SELECT toFloat64(number) AS x FROM numbers(0)',
  );
  for (const [reference, current, words] of [
    [many, one, /1 row in the window, 100 needed/],
    [many, empty, /the window has no rows/],
    [empty, many, /the reference has no rows/],
  ] as const) {
    const { code, report } = await check(reference, current);
    assert.equal(code, 2);
    assert.equal(report.verdict, 'insufficient_data');
    assert.match(report.summary, words);
  }
  const header = await check(many, none);
  assert.equal(header.code, 2);
  assert.match(header.stderr, /none\.csv has no rows/);
});

test('a file against itself has no drift, whatever it holds', async () => {
  const lines = csv('id,n,t', 3000, (row) => `u${row},${row % 17 === 0 ? 'NA' : row ** 2},${'abc'[row % 3]}`);
  const file = folder.text('same.csv', `\ufeff${lines.replaceAll('\n', '\r\n')}`);
  const { code, report } = await check(file, file);
  assert.equal(code, 0);
  for (const { effect } of report.results) assert.ok(effect === undefined || effect === 0);
  const found = byFeature(report);
  assert.ok(found.has('id psi'), 'a byte order mark is no part of the first name');
  assert.equal(found.get('n ks')?.n_reference, 3000 - 177);
});

test('a file that cannot be read is named with what is wrong, and the exit code is 3', async () => {
  const good = folder.text(
    'good.csv',
    csv('a,b', 200, (row) => `${row},${row}`),
  );
  const whole = await folder.select('whole.parquet', 'Parquet', 'SELECT number AS a FROM numbers(100000)');
  mkdirSync(join(folder.path, 'directory.csv'));
  const cases: [string, RegExp][] = [
    [
      folder.text('cut.parquet', readFileSync(whole).subarray(0, 50_000)),
      /cut\.parquet cannot be read as Parquet/,
    ],
    [
      folder.text('text.arrow', 'this is no Arrow file, however long it is'),
      /text\.arrow cannot be read as Arrow/,
    ],
    [
      folder.text(
        'short.csv',
        csv('a,b', 300, (row) => (row === 250 ? '1' : '1,2')),
      ),
      /short\.csv.*row 251 has fewer values/,
    ],
    [
      folder.text(
        'long.csv',
        csv('a,b', 300, (row) => (row === 250 ? '1,2,3' : '1,2')),
      ),
      /long\.csv.*row 251 has more values/,
    ],
    [folder.text('twice.csv', 'a,a\n1,2\n'), /twice\.csv.*"a" exists twice/],
    [folder.text('zero.csv', ''), /zero\.csv is empty/],
    [join(folder.path, 'absent.csv'), /no file .*absent\.csv/],
    [join(folder.path, 'directory.csv'), /directory\.csv is not a regular file/],
  ];
  for (const [file, words] of cases) {
    const { code, stderr, stdout } = await check(good, file);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal(code, 3, stderr);
    assert.equal(stdout, '');
  }
});
