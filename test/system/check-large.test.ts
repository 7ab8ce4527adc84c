import assert from 'node:assert/strict';
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

const check = (reference: string, current: string, args: readonly string[], node: readonly string[] = []) =>
  runCheckCommand(['--reference', reference, '--current', current, '--format', 'json', ...args], { node });

/** PEAK prints the largest resident size of the command, in bytes, as its last line of standard error. */
const PEAK = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS * 1024 + '\\n'))`;
const NODE = ['--import', `data:text/javascript,${encodeURIComponent(PEAK)}`];

function peakOf(stderr: string): number {
  return Number(/peak (\d+)/.exec(stderr)?.[1]);
}

const table = (rows: number, shift: number) => `
  SELECT ${Array.from({ length: 12 }, (_, column) => `exp(${normal((rows % 97) + 100 * column, column === 3 ? shift : 0)}) AS x${column}`).join(', ')},
    toUInt8(5 * ${uniform(rows % 97)}) AS grade, toString(number % 7) AS s, toString(number) AS id
  FROM numbers(${rows})`;

test('memory does not grow with the rows of the files, and above --exact-rows intervals hold the exact numbers', async () => {
  const files = await Promise.all([
    folder.select('small-a.parquet', 'Parquet', table(20_000, 0)),
    folder.select('large-a.parquet', 'Parquet', table(2_000_000, 0)),
    folder.select('large-b.parquet', 'Parquet', table(1_800_000, 0.5)),
  ]);
  const [small, reference, current] = files as [string, string, string];
  const wanted = ['--statistics', 'psi,ks,wasserstein,chi_square'];
  const idle = await check(small, small, wanted, NODE);
  const grid = await check(reference, current, [...wanted, '--exact-rows', '100000'], NODE);
  assert.equal(grid.code, 1, grid.stderr);
  // Both sides hold 2 × 12 × 2 M numbers: 366 MB of float64, and as much again for texts.
  const growth = peakOf(grid.stderr) - peakOf(idle.stderr);
  assert.ok(growth < 600e6, `${Math.round(growth / 1e6)} MB above a small check`);
  assert.match(
    grid.report.notes.join(' '),
    /more than 100,000 rows: ks and wasserstein .* certified intervals/,
  );
  assert.match(grid.report.notes.join(' '), /Not compared: id has about [\d,]+ distinct texts/);
  const exact = await check(reference, current, [...wanted, '--columns', 'x3,x4,grade']);
  const certified = new Map<
    string,
    { interval: [number, number] | null; exact: boolean; effect: number; engine: string }
  >(
    grid.report.results.map((result: { feature: string; statistic: string }) => [
      `${result.feature} ${result.statistic}`,
      result,
    ]),
  );
  let compared = 0;
  for (const { feature, statistic, effect } of exact.report.results) {
    if (effect === undefined) continue;
    const bound = certified.get(`${feature} ${statistic}`)!;
    assert.equal(bound.engine, 'clickhouse');
    compared += 1;
    if (statistic === 'ks' || statistic === 'wasserstein') {
      const [low, high] = bound.interval!;
      assert.equal(bound.exact, false);
      assert.ok(
        low - 1e-9 <= effect && effect <= high + 1e-9,
        `${feature} ${statistic} ${low} ${effect} ${high}`,
      );
      if (statistic === 'ks') assert.ok(high - low < 0.005, `${high - low}`);
    } else
      assert.ok(Math.abs(bound.effect - effect) < 0.005, `${feature} ${statistic} ${bound.effect} ${effect}`);
  }
  assert.equal(compared, 10);
  // A threshold just below the exact distance lies within the interval, whose lower end would be no drift.
  const known = exact.report.results.find(
    (result: { feature: string; statistic: string }) => result.feature === 'x3' && result.statistic === 'ks',
  ).effect;
  const delta = known * (1 - 1e-9);
  const config = folder.text(
    'plumbline.yaml',
    JSON.stringify({
      models: [{ name: 'm', task: 'binary', baseline: { trailing: '7d' } }],
      monitors: [
        {
          name: 'd',
          model: 'm',
          kind: 'data_drift',
          window: '1d',
          statistics: ['ks'],
          policy: { ks: { delta } },
        },
      ],
    }),
  );
  const narrow = ['--config', config, '--exact-rows', '100000', '--columns', 'x3,x4'];
  const { code, report } = await check(reference, current, narrow);
  assert.equal(code, 1);
  const [decided, calm] = report.results;
  assert.deepEqual(
    [decided.feature, decided.severity, decided.exact, decided.interval, decided.definition],
    ['x3', 'warning', true, null, 'ks/1'],
  );
  assert.ok(Math.abs(decided.effect - known) <= 1e-12);
  assert.ok(decided.details.values_read > 0 && decided.details.values_read < 3_800_000);
  assert.equal(calm.exact, false);
  assert.match(
    report.notes.join(' '),
    /A threshold lay within the interval, .* computed exactly: ks of x3\./,
  );
});

test('a seed gives one result, and grids of small files agree with their exact numbers', async () => {
  const a = await folder.select('seed-a.parquet', 'Parquet', table(60_000, 0));
  const b = await folder.select('seed-b.parquet', 'Parquet', table(50_000, 0.1));
  const run = (seed: string) =>
    check(a, b, ['--exact-rows', '1000', '--seed', seed, '--columns', 'x1,x3', '--statistics', 'psi,ks']);
  const [first, again, other] = [await run('5'), await run('5'), await run('6')];
  assert.equal(first.stdout, again.stdout);
  assert.notEqual(first.stdout, other.stdout);
});

const wide = (header: string, line: (row: number) => string) =>
  `${[header, ...Array.from({ length: 120 }, (_, row) => line(row))].join('\n')}\n`;

test('5,000 columns are compared within one run', async () => {
  const header = Array.from({ length: 5000 }, (_, column) => `c${column}`).join(',');
  const line = (seed: number) => (row: number) =>
    Array.from({ length: 5000 }, (_, column) => ((row * 7919 + column * 104729 + seed) % 1009) / 10).join(
      ',',
    );
  const reference = folder.text('wide-a.csv', wide(header, line(1)));
  const current = folder.text('wide-b.csv', wide(header, line(2)));
  const { code, report, stderr } = await check(reference, current, ['--statistics', 'ks']);
  assert.equal(stderr, '');
  assert.ok(code === 0 || code === 2, `${code}`);
  assert.equal(report.results.length, 5000);
});
