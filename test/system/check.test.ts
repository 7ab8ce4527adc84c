import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
let reference: string;
let same: string;
let drifted: string;

/** Ten thousand rows: `amount` moves by the shift, `city` and `flag` do not, `"odd"` has a name that needs care. */
const rows = (seed: number, shift: number) => `
  SELECT number AS id, ${normal(seed, shift)} AS amount, toFloat32(${normal(seed + 1, 5, 2)}) AS age,
    ['Oslo', 'Rome', 'Lima'][1 + toUInt8(3 * ${uniform(seed + 2)})] AS city, ${uniform(seed + 3)} < 0.5 AS flag,
    ${normal(seed + 4)} AS \`<odd> & "name", |x|\`, toDateTime(number) AS at, [1, 2] AS list
  FROM numbers(10000)`;

before(async () => {
  folder = createCheckFolder();
  reference = await folder.select('reference.parquet', 'Parquet', rows(1, 0));
  same = await folder.select('same.parquet', 'Parquet', rows(11, 0));
  drifted = await folder.select('drifted.parquet', 'Parquet', rows(21, 1));
});
after(() => folder.dispose());

const check = (current: string, ...more: string[]) =>
  runCheckCommand(['--reference', reference, '--current', current, '--columns=-id', ...more]);

test('check: two draws of one source have no drift, and the exit code is 0', async () => {
  const { code, report, stderr } = await check(same, '--format', 'json');
  assert.equal(code, 0, stderr);
  assert.equal(report.verdict, 'no_drift');
  assert.deepEqual(report.reference, { source: reference, rows: 10_000 });
  assert.deepEqual(report.current, { source: same, rows: 10_000 });
  assert.equal(report.summary, 'No drift in 5 features.');
  assert.deepEqual(report.notes, [
    "Not compared, because of the type: at (DateTime64(3, 'UTC')), list (Array(Nullable(UInt8))).",
  ]);
});

test('check: a column that moved is drift, named with its numbers, and the exit code is 1', async () => {
  const { code, report } = await check(drifted, '--format', 'json');
  assert.equal(code, 1);
  assert.equal(report.verdict, 'drift');
  const [first, ...others] = report.results;
  const { feature, statistic, severity, engine, exact, definition, n_reference, n_current } = first;
  assert.deepEqual(
    { feature, statistic, severity, engine, exact, definition, n_reference, n_current },
    {
      feature: 'amount',
      statistic: 'psi',
      severity: 'critical',
      engine: 'cpu',
      exact: true,
      definition: 'psi/1',
      n_reference: 10_000,
      n_current: 10_000,
    },
  );
  // PSI of N(0, 1) against N(1, 1) is 1; ten bins see 0.9 of it.
  assert.ok(first.effect > 0.8 && first.effect < 1, `${first.effect}`);
  assert.ok(first.p_adjusted < 1e-100 && first.effect > first.threshold);
  const moved = others.filter((result: { severity: string }) => result.severity !== 'none');
  assert.deepEqual([...new Set(moved.map((result: { feature: string }) => result.feature))], ['amount']);
});

test('check: csv, arrow file, arrow stream and parquet of the same rows give the same numbers', async () => {
  const sql = rows(21, 1);
  const others = [
    await folder.select('drifted.arrow', 'Arrow', sql),
    await folder.select('stream.arrow', 'ArrowStream', sql),
    await folder.select('drifted.csv', 'CSVWithNames', sql),
  ];
  const numbers = (run: Awaited<ReturnType<typeof check>>) =>
    run.report.results
      .map((result: Record<string, unknown>) => [result.feature, result.statistic, result.effect])
      .sort((a: string[], b: string[]) => (`${a}` < `${b}` ? -1 : 1));
  const expected = numbers(await check(drifted, '--format', 'json', '--columns', 'amount,city,flag'));
  assert.equal(expected.filter(([, , effect]: unknown[]) => effect !== undefined).length, 7);
  for (const file of others) {
    const run = await check(file, '--format', 'json', '--columns', 'amount,city,flag');
    assert.equal(run.code, 1, run.stderr);
    assert.deepEqual(numbers(run), expected, file);
  }
});

test('check: the table names sides and verdicts, draws what drifted, and has no colours off a terminal', async () => {
  const { code, stdout, stderr } = await check(drifted);
  assert.equal(code, 1);
  const lines = stdout.split('\n');
  assert.match(lines[0]!, /^reference {2}\S*reference\.parquet, 10,000 rows$/);
  assert.match(lines[3]!, /^column +kind +statistic +effect +threshold +p +verdict +reference and current$/);
  assert.match(lines[4]!, /^amount +numeric +psi +0\.\d+ +0\.1 +\S+ +critical +│[ ▁-█]{12}│ │[ ▁-█]{12}│$/);
  assert.match(lines.at(-2)!, /^1 of 5 features drifted: amount \(psi 0\.\d+\)\.$/);
  assert.ok(!stdout.includes('\u001b'));
  assert.equal(stderr, '', 'no progress bar off a terminal');
});

test('check: the JUnit report has one case per column, and its text is well-formed', async () => {
  const { code, stdout } = await check(drifted, '--format', 'junit');
  assert.equal(code, 1);
  assert.match(stdout, /<testsuites name="plumbline check" tests="5" failures="1" errors="0" skipped="0">/);
  assert.match(
    stdout,
    /<testcase classname="numeric" name="amount"><failure type="critical" message="psi 0\.\d+ ≥ 0\.1 and p [^"]+ &lt; 0\.01"\/><\/testcase>/,
  );
  assert.match(stdout, /<testcase classname="numeric" name="&lt;odd&gt; &amp; &quot;name&quot;, \|x\|"\/>/);
  assert.match(stdout, /<testcase classname="categorical" name="city"\/>/);
});

test('check: the Markdown report is a table whose cells hold no markup of the file', async () => {
  const { stdout } = await check(drifted, '--format', 'markdown');
  assert.match(stdout, /^### Drift\n/);
  assert.match(stdout, /^\| amount \| numeric \| psi 0\.\d+ \| 0\.1 \| \*\*critical\*\* \| <code>/m);
  assert.match(stdout, /^\| &lt;odd&gt; &amp; "name", \\\|x\\\| \| numeric /m);
});

test('check: --output writes the report and prints the summary', async () => {
  const file = join(folder.path, 'report.json');
  const { code, stdout } = await check(drifted, '--format', 'json', '--output', file);
  assert.equal(code, 1);
  assert.match(stdout, /^1 of 5 features drifted: amount/);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).verdict, 'drift');
  const nowhere = await check(drifted, '--output', join(folder.path, 'absent', 'report'));
  assert.equal(nowhere.code, 3);
  assert.match(nowhere.stderr, /cannot be written/);
});

test('check: --statistics, --columns and --segment choose what is compared', async () => {
  const names = (run: Awaited<ReturnType<typeof check>>) => [
    ...new Set(
      run.report.results.map((result: Record<string, string>) => `${result.feature} ${result.statistic}`),
    ),
  ];
  const some = await runCheckCommand([
    ...['--reference', reference, '--current', drifted, '--format', 'json'],
    ...[
      '--columns',
      'amount,city',
      '--statistics',
      'wasserstein,jensen_shannon',
      '--segment',
      'city=Oslo,Rome',
    ],
  ]);
  assert.equal(some.code, 1);
  assert.deepEqual(names(some).sort(), [
    'amount jensen_shannon',
    'amount wasserstein',
    'city jensen_shannon',
  ]);
  assert.ok(some.report.current.rows > 6000 && some.report.current.rows < 7300);
  const odd = await check(same, '--format', 'json', '--columns', '["<odd> & \\"name\\", |x|"]');
  assert.deepEqual(
    names(odd),
    ['psi', 'ks', 'chi_square'].map((id) => `<odd> & "name", |x| ${id}`),
  );
});

test('check: --config brings kinds, statistics and thresholds of a monitor, without the secrets of other parts', async () => {
  const yaml = [
    'models: [{ name: m, task: regression, features: { flag: categorical } }]',
    'monitors:',
    '  - { name: loose, model: m, kind: data_drift, window: 1h, statistics: [ks], policy: { ks: { delta: 0.9 } } }',
    '  - { name: tight, model: m, kind: data_drift, window: 1h, features: [amount], statistics: [psi] }',
    'alerts: { notifiers: [{ name: team, type: slack, token: "${ABSENT_TOKEN}", channel: C1 }] }',
  ].join('\n');
  const config = folder.text('plumbline.yaml', yaml);
  const loose = await check(drifted, '--format', 'json', '--config', config, '--monitor', 'loose');
  assert.equal(loose.code, 0, loose.stderr);
  const amount = loose.report.results.find((result: { feature: string }) => result.feature === 'amount');
  assert.equal(amount.threshold, 0.9);
  assert.ok(amount.effect > 0.3);
  const tight = await runCheckCommand([
    '--reference',
    reference,
    '--current',
    drifted,
    '--format',
    'json',
    '--config',
    config,
    '--monitor',
    'tight',
  ]);
  assert.equal(tight.code, 1);
  assert.deepEqual(
    tight.report.results.map((result: { feature: string }) => result.feature),
    ['amount'],
  );
  const ambiguous = await check(drifted, '--config', config);
  assert.equal(ambiguous.code, 3);
  assert.match(ambiguous.stderr, /add --monitor with one of loose, tight/);
});

test('check: mistakes in the options exit with 3 and say what there is', async () => {
  const cases: [readonly string[], RegExp][] = [
    [['--statistics', 'psi,median'], /Unknown statistic median; there are psi, ks, /],
    [['--columns', 'amount,absent'], /Neither side has a column absent; there are id, amount, age, city/],
    [['--segment', 'absent=1'], /has no column absent; it has id, amount/],
    [['--nonsense'], /unknown option '--nonsense'/],
  ];
  const runs = [];
  for (const [args] of cases)
    runs.push(await runCheckCommand(['--reference', reference, '--current', same, ...args]));
  for (const [index, { code, stderr, stdout }] of runs.entries()) {
    assert.match(stderr, cases[index]![1]);
    assert.equal(code, 3, stderr);
    assert.equal(stdout, '');
  }
  const alone = await runCheckCommand(['--reference', reference]);
  assert.equal(alone.code, 3);
  assert.match(alone.stderr, /--current/);
});

test('check: an import that fails, and an error that nobody caught, exit with 4', async () => {
  const failing = `export async function resolve(name, context, next) {
    if (name === 'cli-progress') throw new Error('cli-progress is gone');
    return next(name, context);
  }`;
  const loader = `import { register } from 'node:module'; register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(failing))});`;
  const gone = await runCheckCommand(['--reference', reference, '--current', same], {
    node: ['--import', `data:text/javascript,${encodeURIComponent(loader)}`],
  });
  assert.equal(gone.code, 4);
  assert.match(gone.stderr, /cli-progress is gone/);
  const late = "setTimeout(() => { throw new Error('out of nowhere') }, 300)";
  const thrown = await runCheckCommand(['--reference', reference, '--current', same], {
    node: ['--import', `data:text/javascript,${encodeURIComponent(late)}`],
  });
  assert.equal(thrown.code, 4);
  assert.match(thrown.stderr, /out of nowhere/);
});

test('check: the verdict is the exit code also when nobody reads the report to its end', async () => {
  const { code, stderr } = await runCheckCommand(
    ['--reference', reference, '--current', drifted, '--columns=-id'],
    { closeOutput: true },
  );
  assert.equal(code, 1, stderr);
});
