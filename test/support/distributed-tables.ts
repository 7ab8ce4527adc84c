import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { deployedStatements } from '../../store/deployment.ts';
import { readMigrations } from '../../store/migrate.ts';
import { parseRows } from '../../store/query-runner.ts';
import { splitStatements } from '../../store/split-statements.ts';

/** DistributedTables is a directory in which every sharded table is a Distributed one, for openStore to go on with. */
export interface DistributedTables {
  readonly url: string;
  sql(text: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** A cluster of one shard, this process: the engine takes an address with its own port for itself, so nothing listens. */
const ONE_SHARD = `<clickhouse><tcp_port>9000</tcp_port><remote_servers><one><shard>
  <internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>9000</port></replica>
</shard></one></remote_servers></clickhouse>`;

/** createDistributedTables makes the tables of a cluster in this process; one per process, before anything is opened. */
export async function createDistributedTables(): Promise<DistributedTables> {
  const path = await mkdtemp(join(tmpdir(), 'store-distributed-'));
  const configuration = join(path, 'one-shard.xml');
  await writeFile(configuration, ONE_SHARD);
  const data = join(path, 'data');
  // The first connection of a process brings the server's configuration; the later ones share its server.
  const session = new Session(data, { connectionArgs: [`--config-file=${configuration}`] });
  for (const text of readMigrations().flatMap((migration) => splitStatements(migration.text))) {
    const statements = deployedStatements(text, { name: 'one', database: 'default' });
    // The store makes the others as on one server: without a Keeper they do not differ.
    if (statements.length < 2) continue;
    for (const statement of statements) await session.queryAsync(withoutKeeper(statement));
  }
  return {
    url: `chdb:${data}`,
    sql: async (text) => parseRows((await session.queryAsync(withFormat(text))).bytes()),
    async stop() {
      session.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

function withoutKeeper(statement: string): string {
  return statement
    .replace(/ON CLUSTER '\w+'/, '')
    .replace(/ENGINE = Replicated(\w+)\('[^']+', '[^']+'(?:, )?/, 'ENGINE = $1(');
}

function withFormat(text: string): string {
  const iso = "SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0";
  return text.startsWith('SELECT') ? `${text} ${iso} FORMAT JSONEachRow` : text;
}
