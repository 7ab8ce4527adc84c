import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CheckFolder, createCheckFolder, runCheckCommand } from '../support/check-command.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { list, postLines, waitFor } from '../support/service-requests.ts';

const HOUR = 3_600_000;
const START = Math.floor(Date.now() / HOUR - 6) * HOUR;
const ROWS = 600;
const FIRST = `window:m:${new Date(START).toISOString()}..${new Date(START + HOUR).toISOString()}`;
const SECOND = `window:m:${START + HOUR}..${START + 2 * HOUR}`;
const YAML = `
models:
  - { name: m, task: regression, baseline: { window: { from: ${START}, to: ${START + HOUR} } } }
monitors:
  - { name: inputs, model: m, kind: data_drift, window: 1h, lateness: 0s }
tick: 100ms
`;

let folder: CheckFolder;
let service: ServiceProcess;
let hash: string;

/** The second hour has twice the amounts; the cities stay. */
const amountOf = (row: number, hour: number) => ((row * 37) % 600) * (1 + hour);
const cityOf = (row: number) => ['Oslo', 'Rome', 'Lima'][row % 3];

before(async () => {
  folder = createCheckFolder();
  service = await startService({ yaml: YAML });
  const records = [0, 1, 2].flatMap((hour) =>
    Array.from({ length: ROWS }, (_, row) => ({
      prediction_id: `p${hour}-${row}`,
      model: 'm',
      version: '1',
      timestamp: START + hour * HOUR + row * 1000,
      features: { amount: amountOf(row, hour), city: cityOf(row) },
      prediction: row,
    })),
  );
  await postLines(service.url, '/v1/predictions', records);
  const stored = await waitFor('a baseline', async () => {
    const items = await list(service.url, '/v1/models/m/baselines');
    return items[0] ?? null;
  });
  hash = stored.baseline_hash;
});
after(async () => {
  await service.dispose();
  await folder.dispose();
});

const csv = (hour: number) =>
  `amount,city\n${Array.from({ length: ROWS }, (_, row) => `${amountOf(row, hour)},${cityOf(row)}`).join('\n')}\n`;

/** cases are checks of stored data; they run through the service first, and with the store opened by the command later. */
async function cases(run: (...args: string[]) => ReturnType<typeof runCheckCommand>): Promise<unknown[]> {
  const same = folder.text('same.csv', csv(0));
  const doubled = folder.text('doubled.csv', csv(1));
  const outcomes: unknown[] = [];
  for (const [reference, current, code, words] of [
    ['baseline:m', same, 0, 'No drift in 2 features.'],
    [`baseline:m@${hash.slice(0, 10)}`, doubled, 1, '1 of 2 features drifted: amount (psi'],
    ['baseline:m', SECOND, 1, '1 of 2 features drifted: amount (psi'],
    [FIRST, SECOND, 1, '1 of 2 features drifted: amount (psi'],
    [same, 'baseline:m', 0, 'No drift in 2 features.'],
  ] as const) {
    const {
      code: found,
      report,
      stderr,
    } = await run('--reference', reference, '--current', current, '--format', 'json');
    assert.equal(found, code, `${reference} ${current}: ${stderr}`);
    assert.ok(report.summary.startsWith(words), report.summary);
    assert.equal(report.reference.rows, ROWS);
    assert.equal(report.current.rows, ROWS);
    outcomes.push(
      report.results.map((result: Record<string, unknown>) => [
        result.feature,
        result.statistic,
        result.effect,
      ]),
    );
  }
  const segment = await run(
    '--reference',
    FIRST,
    '--current',
    SECOND,
    '--format',
    'json',
    '--segment',
    'city=Oslo',
  );
  assert.equal(segment.report.current.rows, ROWS / 3);
  return outcomes;
}

test('stored baselines and windows are compared through a running service, and without one', async () => {
  const own = await startedBy(service);
  const remote = await cases(own);
  assert.equal(await service.stop(), 0);
  const local = await cases(own);
  assert.deepEqual(local, remote, 'the same numbers to the last bit');
});

/** The configuration names the data directory, where a running service has left its address. */
async function startedBy({ configFile }: ServiceProcess) {
  return (...args: string[]) => runCheckCommand([...args, '--config', configFile]);
}

test('what is not stored is named with what there is', async () => {
  const same = folder.text('same.csv', csv(0));
  const run = await startedBy(service);
  for (const [reference, words] of [
    ['baseline:nobody', /The model nobody has no baseline/],
    ['baseline:m@0000', /No baseline of m begins with 0000; there are /],
    ['window:nobody:2026-01-01T00:00:00Z..2026-01-02T00:00:00Z', /No feature of a model nobody/],
  ] as const) {
    const { code, stderr } = await run('--reference', reference, '--current', same);
    assert.match(stderr, words);
    assert.equal(code, 3);
  }
});

test('without a store, and with a service that does not answer, the command says so', async () => {
  const file = folder.text('file.csv', csv(0));
  const empty = folder.text('empty.yaml', `store: { url: "chdb:${join(folder.path, 'absent')}" }\n`);
  const absent = await runCheckCommand(['--reference', 'baseline:m', '--current', file, '--config', empty]);
  assert.equal(absent.code, 3);
  assert.match(absent.stderr, /There is no store at .*absent, and no service runs/);
  const silent = await runCheckCommand([
    '--reference',
    'baseline:m',
    '--current',
    file,
    '--url',
    'http://127.0.0.1:9',
  ]);
  assert.equal(silent.code, 4);
  assert.match(silent.stderr, /No answer from http:\/\/127\.0\.0\.1:9/);
});
