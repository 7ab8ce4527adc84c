import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { runProcess, type ScriptResult } from '../support/sdk-project.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { list, queryStored } from '../support/service-requests.ts';

const MAIN = fileURLToPath(new URL('../../service/cli/main.js', import.meta.url));
const ROWS = 5000;
const BAD_ROWS = 2;
const START = Date.UTC(2026, 0, 1);
const MAP = 'prediction_id=id,timestamp=at:utc,prediction=bought,score=p,features=*,-comment';

let folder: string;
let csv: string;
let parquet: string;
let service: ServiceProcess;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-import-'));
  csv = join(folder, 'history.csv');
  parquet = join(folder, 'history.parquet');
  writeFileSync(csv, csvText());
  await writeParquet();
  service = await startService({ yaml: 'ingest: { event_time: { past: 20000d } }\n' });
});
after(async () => {
  await service.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function timeOf(i: number): string {
  return new Date(START + i * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** The last rows have no time, so they are no records. */
function csvText(): string {
  const lines = ['id,at,bought,p,amount,city,comment'];
  for (let i = 0; i < ROWS; i++)
    lines.push(`c${i},${timeOf(i)},${i % 2},0.${i % 10},${i},"Oslo, ${i % 3}",x`);
  for (let i = 0; i < BAD_ROWS; i++) lines.push(`bad${i},later,1,0.5,1,Rome,x`);
  return `${lines.join('\n')}\n`;
}

async function writeParquet(): Promise<void> {
  const client = createClient({ connection: createChdbConnection({ path: ':memory:' }) as never });
  await client.command({
    query: `INSERT INTO FUNCTION file('${parquet}', 'Parquet') SELECT concat('p', toString(number)) AS id,
      toDateTime64(${START / 1000} + number * 60, 3, 'UTC') AS at, number % 2 AS bought, (number % 10) / 10 AS p,
      toFloat64(number) AS amount, concat('Oslo, ', toString(number % 3)) AS city, 'x' AS comment FROM numbers(${ROWS})`,
  });
  await client.close();
}

function runImport(file: string, model: string): Promise<ScriptResult> {
  const names = ['--map', MAP, '--model', model, '--model-version', 'v1'];
  return runProcess(process.execPath, [MAIN, 'import', file, ...names, '--config', service.configFile]);
}

/** assertImported imports both files twice: what is there already is accepted and stored once. */
async function assertImported(model: string): Promise<void> {
  for (let time = 0; time < 2; time++) {
    const fromCsv = await runImport(csv, model);
    assert.equal(fromCsv.code, 1, fromCsv.stderr);
    const total = ROWS + BAD_ROWS;
    assert.match(
      fromCsv.stdout,
      new RegExp(
        `^${total} rows read, ${ROWS} accepted, ${BAD_ROWS} rejected\\n {2}invalid_timestamp: ${BAD_ROWS}`,
      ),
    );
    const fromParquet = await runImport(parquet, model);
    assert.deepEqual(
      [fromParquet.code, fromParquet.stdout],
      [0, `${ROWS} rows read, ${ROWS} accepted, 0 rejected\n`],
    );
  }
}

test('import: a running service takes a csv and a parquet file', async () => {
  await assertImported('running');
  const [model] = await list(service.url, '/v1/models');
  assert.deepEqual([model?.model, model?.versions, model?.features], ['running', ['v1'], 2]);
  const features = await list(service.url, '/v1/models/running/features');
  assert.deepEqual(
    features.map(({ feature, kind }) => [feature, kind]),
    [
      ['amount', 'numeric'],
      ['city', 'categorical'],
    ],
  );
  assert.equal(await service.stop(), 0);
});

test('import: without a running service the store is opened directly', async () => {
  await assertImported('stopped');
});

test('import: each row of both files is stored once, with its values', async () => {
  const rows = await queryStored(
    service.dataDir,
    `SELECT model, count() AS n, countDistinct(prediction_id) AS ids, countIf(startsWith(prediction_id, 'p')) AS parquet,
       sum(numeric_features['amount']) AS amount, countIf(categorical_features['city'] = 'Oslo, 1') AS oslo,
       countIf(prediction_number = 1) AS bought, round(sum(score)) AS score, toUnixTimestamp(max(event_time)) AS last
     FROM predictions_once GROUP BY model ORDER BY model`,
  );
  const expected = {
    n: 2 * ROWS,
    ids: 2 * ROWS,
    parquet: ROWS,
    amount: ROWS * (ROWS - 1),
    oslo: 2 * Math.floor((ROWS + 1) / 3),
    bought: ROWS,
    score: 2 * 0.45 * ROWS,
    last: START / 1000 + (ROWS - 1) * 60,
  };
  const found = rows.map(({ model, ...row }) => [
    model,
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value)])),
  ]);
  assert.deepEqual(found, [
    ['running', expected],
    ['stopped', expected],
  ]);
});

test('import: a file that is absent, no Parquet, or mapped wrongly is one clear message', async () => {
  const fake = join(folder, 'fake.parquet');
  writeFileSync(fake, 'id,at\n');
  for (const [file, pattern] of [
    [join(folder, 'absent.csv'), /absent\.csv/],
    [fake, /fake\.parquet cannot be read as Parquet/],
  ] as const) {
    const { code, stderr } = await runImport(file, 'none');
    assert.equal(code, 1);
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, /^\s+at /m, 'a stack trace was printed');
  }
  const flags = ['--map', 'score=p', '--config', service.configFile];
  const unmapped = await runProcess(process.execPath, [MAIN, 'import', csv, ...flags]);
  assert.equal(unmapped.code, 1);
  assert.match(unmapped.stderr, /prediction_id is required and has no column/);
});
