import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { deployedStatements } from '../../../store/deployment.ts';
import { readMigrations } from '../../../store/migrate.ts';
import { parseRows } from '../../../store/query-runner.ts';
import { splitStatements } from '../../../store/split-statements.ts';
import { loadSqlFile } from '../../../store/sql-files.ts';
import { storeContract } from './store-contract.ts';

/** A cluster of one shard, this process: the engine takes an address with its own port for itself, so nothing listens. */
const ONE_SHARD = `<clickhouse><tcp_port>9000</tcp_port><remote_servers><one><shard>
  <internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>9000</port></replica>
</shard></one></remote_servers></clickhouse>`;
const CLUSTER = { name: 'one', database: 'default' };

/** What needs a Keeper is taken off: ON CLUSTER and replication. The Distributed tables stay. */
function withoutKeeper(statement: string): string {
  return statement
    .replace(/ON CLUSTER '\w+'/, '')
    .replace(/ENGINE = Replicated(\w+)\('[^']+', '[^']+'(?:, )?/, 'ENGINE = $1(');
}

storeContract('the tables of a cluster, on one shard', async () => {
  const path = await mkdtemp(join(tmpdir(), 'store-distributed-'));
  const config = join(path, 'one-shard.xml');
  await writeFile(config, ONE_SHARD);
  const data = join(path, 'data');
  // The first connection of a process brings the server's configuration; the later ones share its server.
  const session = new Session(data, { connectionArgs: [`--config-file=${config}`] });
  const define = async (text: string) => {
    for (const statement of deployedStatements(text, CLUSTER))
      await session.queryAsync(withoutKeeper(statement));
  };
  await define(loadSqlFile('queries', 'create_schema_migrations').text);
  for (const { number, name, checksum, text } of readMigrations()) {
    for (const statement of splitStatements(text)) await define(statement);
    await session.queryAsync(
      `INSERT INTO schema_migrations VALUES (${number}, '${name}', '${checksum}', now64(3))`,
    );
  }
  return {
    url: `chdb:${data}`,
    sql: async (text) => parseRows((await session.queryAsync(withFormat(text))).bytes()),
    async stop() {
      session.close();
      await rm(path, { recursive: true, force: true });
    },
  };
});

function withFormat(text: string): string {
  const iso = "SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0";
  return text.startsWith('SELECT') ? `${text} ${iso} FORMAT JSONEachRow` : text;
}
