import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, PlumblineError } from '../domain/index.ts';
import { type Cluster, deployedStatements } from './deployment.ts';
import type { QueryRunner } from './query-runner.ts';
import { splitStatements } from './split-statements.ts';
import { listSqlFiles, loadSqlFile, SQL_DIRECTORY } from './sql-files.ts';

/** Migration is one numbered file: its checksum is of the text with open slots, so it is the same everywhere. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly text: string;
}

/** readMigrations reads every file of sql/migrations, oldest first. */
export function readMigrations(directory = join(SQL_DIRECTORY, 'migrations')): readonly Migration[] {
  return listSqlFiles('migrations').map((name) => {
    const text = readFileSync(join(directory, `${name}.sql`), 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    return { number: Number(name.slice(0, 4)), name, checksum, text };
  });
}

/** pendingMigrations are those still to apply; throws migration_changed or schema_newer. */
export function pendingMigrations(
  files: readonly Migration[],
  applied: readonly Pick<Migration, 'number' | 'name' | 'checksum'>[],
): readonly Migration[] {
  const byNumber = new Map(files.map((file) => [file.number, file]));
  for (const { number, name, checksum } of applied) {
    const file = byNumber.get(number);
    if (!file) {
      const message = `The database has migration ${name}, which this release does not know: run a newer release.`;
      throw new PlumblineError('schema_newer', message, { details: { number, name } });
    }
    if (file.checksum !== checksum) {
      const message = `Migration ${name} was applied with another text: restore the file and add a new migration.`;
      throw new PlumblineError('migration_changed', message, { details: { number, name } });
    }
  }
  const done = new Set(applied.map(({ number }) => number));
  return files.filter((file) => !done.has(file.number));
}

/** migrate brings tables and views up to date; running it again changes nothing. */
export async function migrate(
  runner: QueryRunner,
  cluster: Cluster | null,
  now: Clock,
  migrations: readonly Migration[] = readMigrations(),
): Promise<void> {
  const define = async (name: string, text: string) => {
    for (const statement of deployedStatements(text, cluster)) await runner.define(name, statement);
  };
  const create = loadSqlFile('queries', 'create_schema_migrations');
  await define(create.name, create.text);
  const applied =
    await runner.rows<Pick<Migration, 'number' | 'name' | 'checksum'>>('list_schema_migrations');
  const pending = pendingMigrations(migrations, applied);
  for (const { number, name, checksum, text } of pending) {
    for (const statement of splitStatements(text)) await define(name, statement);
    await runner.insert('insert_schema_migrations', [{ number, name, checksum, applied_at: now() }]);
  }
  for (const view of listSqlFiles('views')) await define(view, loadSqlFile('views', view).text);
}
