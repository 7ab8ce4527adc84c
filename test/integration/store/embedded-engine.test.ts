import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Engine } from '../../../store/connection.ts';
import { deployedStatements } from '../../../store/deployment.ts';
import { openEmbeddedEngine } from '../../../store/embedded-engine.ts';
import { migrate, readMigrations } from '../../../store/migrate.ts';
import { createQueryRunner, parseRows, type QueryRunner } from '../../../store/query-runner.ts';
import { splitStatements } from '../../../store/split-statements.ts';
import { listSqlFiles, loadSqlFile } from '../../../store/sql-files.ts';

let directory = '';
let spoolDirectory = '';
let engine: Engine;
let runner: QueryRunner;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), "store-engine-it's "));
  spoolDirectory = join(directory, "it's a {spool}");
  await mkdir(spoolDirectory);
  engine = await openEmbeddedEngine({ path: directory, appenders: 1, readers: 2, spoolDirectory });
  runner = createQueryRunner(engine);
  await migrate(runner, null, Date.now);
});
after(async () => {
  await runner.close();
  await rm(directory, { recursive: true, force: true });
});

const changedSettings = (connection: Engine['writer']) =>
  connection.run('SELECT name, value FROM system.settings WHERE changed ORDER BY name FORMAT JSONEachRow');

test('no statement leaves a setting behind on its connection', async () => {
  const fresh = await openEmbeddedEngine({ path: directory, appenders: 0, readers: 0 });
  const untouched = String(await changedSettings(fresh.writer));
  await fresh.close();
  const row = { project: 'p', model: 'm', feature: 'f', kind: 'numeric', kind_source: 'learnt' };
  for (let round = 0; round < 4; round++) {
    await runner.insert('insert_features', [{ ...row, first_seen: 0, last_seen: 0, write_order: round }]);
    await runner.rows('load_features');
    await runner.columns('load_baseline_values', {
      parameters: { project: 'p', hash: 'h', features: ['f'], positions: [0] },
    });
  }
  for (const connection of [engine.writer, ...engine.readers]) {
    assert.equal(String(await changedSettings(connection)), untouched);
  }
});

test('reads do not wait for each other', async () => {
  const [first, second] = engine.readers;
  const slow = first!.run('SELECT sleep(1.5) FORMAT Null').then(() => 'slow');
  const quick = second!.run('SELECT 1 FORMAT JSONEachRow').then(() => 'quick');
  assert.equal(await Promise.race([slow, quick]), 'quick');
  await slow;
});

test('a short read does not wait for long ones', async () => {
  const slots = { columns: 'sleep(0.7)', rows_once: 'system.one', slice: '1' };
  const long = [1, 2].map(() => runner.rows('read_numeric_columns', { slots }).then(() => 'long'));
  const short = runner.rows('ping').then(() => 'short');
  assert.equal(await Promise.race([...long, short]), 'short');
  await Promise.all(long);
});

test('a spool directory with a hostile name works, and stays empty', async () => {
  assert.deepEqual(await readdir(spoolDirectory), []);
});

test('every statement of a cluster parses, and names the cluster', async () => {
  const cluster = { name: 'main-cluster_1', database: 'drift' };
  const definitions = [
    loadSqlFile('queries', 'create_schema_migrations').text,
    ...readMigrations().flatMap(({ text }) => splitStatements(text)),
    ...listSqlFiles('views').map((view) => loadSqlFile('views', view).text),
  ];
  const statements = definitions.flatMap((definition) => deployedStatements(definition, cluster));
  for (const statement of statements) {
    const hex = Buffer.from(statement).toString('hex');
    const bytes = await engine.writer.run(`SELECT formatQuery(unhex('${hex}')) AS text FORMAT JSONEachRow`);
    const [row] = parseRows<{ text: string }>(bytes);
    // What fills a table once is written where the migration runs, and the tables spread it.
    if (!/^INSERT INTO /.test(row!.text)) assert.match(row!.text, /ON CLUSTER `?main-cluster_1/);
    if (/^CREATE TABLE/.test(row!.text)) assert.match(row!.text, /ENGINE = `?(Replicated|Distributed|Null)/);
  }
  assert.ok(statements.length > 15);
});

test('migrations that are done are not repeated, and a failed one is taken up again', async () => {
  const extra = (text: string) => [
    ...readMigrations(),
    { number: 9000, name: '9000_extra', checksum: text, text },
  ];
  const broken = extra(
    "CREATE TABLE IF NOT EXISTS extra (a String) ENGINE = {{merge_tree}} ORDER BY a; SELECT 'x;y' FROM nowhere;",
  );
  await assert.rejects(migrate(runner, null, Date.now, broken), { code: 'store_refused' });
  const mended = extra(
    "CREATE TABLE IF NOT EXISTS extra (a String) ENGINE = {{merge_tree}} ORDER BY a; SELECT 'x;y';",
  );
  await migrate(runner, null, Date.now, mended);
  await migrate(runner, null, Date.now, mended);
  await assert.rejects(migrate(runner, null, Date.now), { code: 'schema_newer' });
  await assert.rejects(migrate(runner, null, Date.now, extra('other')), { code: 'migration_changed' });
});
