import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deployedStatements } from '../../../store/deployment.ts';
import { readMigrations } from '../../../store/migrate.ts';
import { splitStatements } from '../../../store/split-statements.ts';
import { listSqlFiles, loadSqlFile } from '../../../store/sql-files.ts';
import { clickHouseBoards, queriesOf, ruleQueries } from '../../support/board-queries.ts';
import { expandSql } from '../../support/grafana-sql.ts';

// The embedded engine reads a server's configuration and obeys it. It always runs as `default`, so the user under test
// is renamed in a copy, and logs in without a password; nothing else of it changes.
const CHILD = fileURLToPath(new URL('../../support/clickhouse-user.js', import.meta.url));
const CONFIGURATION = 'docker/clickhouse';
const HASH = 'a'.repeat(64);
const PAGE = 'https://plumbline.example';

let root = '';
let data = '';

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'clickhouse-users-'));
  data = join(root, 'data');
  const prepared = await runAs('default', [
    'CREATE DATABASE plumbline',
    'CREATE DATABASE other',
    'CREATE TABLE other.t (a UInt8) ENGINE = MergeTree ORDER BY a',
  ]);
  assert.deepEqual(prepared, ['ok', 'ok', 'ok']);
});
after(() => rmSync(root, { recursive: true, force: true }));

test('users: the service may do what its migrations and views need, in its own database', async () => {
  const definitions = [
    loadSqlFile('queries', 'create_schema_migrations').text,
    ...readMigrations().flatMap(({ text }) => splitStatements(text)),
    ...listSqlFiles('views').map((view) => loadSqlFile('views', view).text),
  ].flatMap((text) => deployedStatements(text, null));
  const statements = [
    'CREATE DATABASE IF NOT EXISTS plumbline',
    'USE plumbline',
    ...definitions,
    "INSERT INTO schema_migrations SELECT n, '', '', now() FROM input('n UInt32') FORMAT JSONEachRow {\"n\":1}",
    'SELECT * FROM predictions_once',
  ];
  for (const [index, result] of (await runAs('plumbline', statements)).entries()) {
    assert.equal(result, 'ok', statements[index]);
  }
});

test('users: the service may neither read files, call out, nor leave its database', async () => {
  await allDenied('plumbline', [
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
    "SELECT * FROM remote('127.0.0.1', other.t)",
    'SELECT * FROM other.t',
    'CREATE DATABASE another',
    'CREATE USER intruder',
  ]);
});

test('users: Grafana may run every query of the boards and alert rules, and learns where their links lead', async () => {
  const name = {
    project: 'p',
    model: 'm',
    version: '*',
    monitor: '*',
    feature: 'f',
    statistic: '*',
    metric: 'x',
  };
  const input = { from: 0, to: 1, variables: name };
  const variables = clickHouseBoards().flatMap(({ templating }) =>
    templating.list.flatMap(({ query }) => (typeof query === 'object' ? [query.rawSql!] : [])),
  );
  const sql = [...clickHouseBoards().flatMap(queriesOf), ...ruleQueries()].map((query) => query.sql);
  const statements = [...new Set([...variables, ...sql])].map((text) => expandSql(text, input));
  assert.ok(statements.length > 50);
  const page = `SELECT throwIf(page != '${PAGE}') FROM (${variables.find((text) => text.includes('plumbline_page'))})`;
  const results = await runAs('grafana', ['USE plumbline', page, ...statements]);
  for (const [index, result] of results.entries())
    assert.equal(result, 'ok', ['USE plumbline', page, ...statements][index]);
});

test('users: Grafana reads what the boards show and nothing else, within limits that it cannot raise', async () => {
  assert.deepEqual(
    await runAs('grafana', [
      'SELECT count() FROM plumbline.model_states',
      'SELECT 1 SETTINGS max_execution_time = 55, max_threads = 2',
    ]),
    ['ok', 'ok'],
  );
  await allDenied('grafana', [
    'INSERT INTO plumbline.alerts (project) SELECT 1',
    'DROP TABLE plumbline.predictions',
    'CREATE TABLE plumbline.t (a UInt8) ENGINE = Memory',
    'SELECT * FROM other.t',
    'SELECT numeric_features FROM plumbline.predictions',
    'SELECT label_text FROM plumbline.labels',
    'SELECT count() FROM plumbline.baseline_values',
    'SELECT receipt FROM plumbline.notifications',
    'SELECT token_hash FROM plumbline.retraining_runs',
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
    "SELECT * FROM remote('127.0.0.1', plumbline.predictions)",
    "SELECT * FROM executable('x', TSV, 'a UInt8')",
  ]);
  for (const setting of [
    'max_execution_time = 600',
    'max_execution_time = 0',
    'max_threads = 64',
    'max_memory_usage = 0',
    'readonly = 0',
  ]) {
    const [result] = await runAs('grafana', [`SELECT 1 SETTINGS ${setting}`]);
    assert.match(result!, /SETTING_CONSTRAINT_VIOLATION|READONLY/, setting);
  }
});

test('users: a row policy as the documents advise it holds behind the views, and every table with a project is in it', async () => {
  const [, list] = /CREATE ROW POLICY shop ON ([\s\S]*?)\nFOR SELECT/.exec(
    readFileSync('docs/dashboards.md', 'utf8'),
  )!;
  const tables = list!.split(',').map((name) => name.trim().replace('plumbline.', ''));
  const rows = ['shop', 'other']
    .map((project) => `('${project}', 'm', 'v', now(), 'seen', '', '', 0)`)
    .join(', ');
  assert.deepEqual(await runAs('plumbline', [`INSERT INTO plumbline.model_versions VALUES ${rows}`]), ['ok']);
  const seen = (projects: number) =>
    `SELECT throwIf(uniqExact(project) != ${projects}) FROM plumbline.model_states`;
  assert.deepEqual(await runAs('grafana', [seen(2)]), ['ok']);
  const granted = [...usersFile().matchAll(/GRANT SELECT(?:\([^)]*\))? ON plumbline\.(\w+)</g)].map(
    ([, name]) => name!,
  );
  const unbound = granted.filter((name) => !tables.includes(name) && !name.endsWith('_local'));
  const without = unbound.map((name) => `'${name}'`).join(', ');
  const projects = `SELECT throwIf(count() != 0) FROM system.columns WHERE database = 'plumbline' AND name = 'project'
    AND table IN (${without}) AND table IN (SELECT name FROM system.tables WHERE engine NOT IN ('View', 'MaterializedView'))`;
  assert.deepEqual(await runAs('default', [projects]), ['ok']);
  const filters = tables.map((name) => `<${name}><filter>project = 'shop'</filter></${name}>`).join('');
  const policy = `<databases><plumbline>${filters}</plumbline></databases>`;
  assert.deepEqual(await runAs('grafana', [seen(1)], HASH, policy), ['ok']);
});

test('users: ClickHouse does not start with an empty password hash, and the default user is gone', async () => {
  await assert.rejects(runAs('grafana', [], ''), /length 0 but must be exactly 32 bytes/);
  assert.match(usersFile(), /<default remove="remove"\/>/);
});

async function allDenied(user: string, statements: readonly string[]): Promise<void> {
  for (const [index, result] of (await runAs(user, statements)).entries()) {
    assert.match(result, /Not enough privileges|ACCESS_DENIED/, statements[index]);
  }
}

function usersFile(): string {
  return readFileSync(join(CONFIGURATION, 'users.d/plumbline.xml'), 'utf8');
}

/** Writes config.xml, users.xml and the two folders beside them as the server finds them below /etc. */
function writeConfiguration(user: string, policies: string): string {
  const directory = mkdtempSync(join(root, `${user}-`));
  cpSync(CONFIGURATION, directory, { recursive: true });
  const users = join(directory, 'users.xml');
  const everything =
    '<default><no_password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>';
  const own = user === 'default' ? everything : '';
  writeFileSync(
    users,
    `<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users>${own}</users></clickhouse>`,
  );
  const renamed = usersFile()
    .replace('<default remove="remove"/>', '')
    .replace(
      new RegExp(`<${user}>\\s*<password[^>]*>([\\s\\S]*?)</${user}>`),
      `<default><no_password/>$1${policies}</default>`,
    );
  writeFileSync(join(directory, 'users.d/plumbline.xml'), renamed);
  const file = join(directory, 'config.xml');
  const main = `<users_config>${users}</users_config><user_directories><users_xml><path>${users}</path></users_xml></user_directories>`;
  writeFileSync(file, `<clickhouse>${main}</clickhouse>`);
  mkdirSync(data, { recursive: true });
  return file;
}

async function runAs(
  user: string,
  statements: readonly string[],
  hash = HASH,
  policies = '',
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, writeConfiguration(user, policies), data], {
    env: {
      ...process.env,
      CLICKHOUSE_PASSWORD_SHA256: hash,
      GRAFANA_CLICKHOUSE_PASSWORD_SHA256: hash,
      PLUMBLINE_PUBLIC_URL: `${PAGE}/`,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(statements));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The engine ended with ${code}:\n${errors.slice(-6000)}`);
  return JSON.parse(output) as string[];
}
