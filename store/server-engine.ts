import { Readable } from 'node:stream';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Connection, Engine, InsertFormat } from './connection.ts';
import { IN_MEMORY, openEmbeddedEngine } from './embedded-engine.ts';
import { clickhouseCode } from './errors.ts';
import { readText } from './query-runner.ts';
import { fillSlots, loadSqlFile } from './sql-files.ts';
import type { StoreUrl } from './store-url.ts';

type Client = ReturnType<typeof createClient>;

/** Longer than every max_execution_time of the statements, so that the server ends a statement before the client does. */
const READ_TIMEOUT_MS = 330_000;
const WRITE_TIMEOUT_MS = 120_000;
const UNKNOWN_DATABASE = 81;

/** ServerOptions name the server and how many inserts and reads run side by side. */
export interface ServerOptions {
  readonly target: Extract<StoreUrl, { kind: 'server' }>;
  readonly appenders: number;
  readonly readers: number;
}

/** openServerEngine talks HTTP to a ClickHouse server; nothing is sent until the first statement. */
export function openServerEngine({ target, appenders, readers }: ServerOptions): Engine {
  const writing = clientFor(target, WRITE_TIMEOUT_MS, 1 + appenders);
  const reading = clientFor(target, READ_TIMEOUT_MS, readers);
  return {
    writer: connectionOf(writing),
    appenders: Array.from({ length: appenders }, () => connectionOf(writing)),
    readers: Array.from({ length: readers }, () => connectionOf(reading)),
    async openFileConnection() {
      // The server cannot see files of this machine.
      const engine = await openEmbeddedEngine({ path: IN_MEMORY, appenders: 0, readers: 0 });
      const connection = await engine.openFileConnection();
      return {
        ...connection,
        async close() {
          await connection.close();
          await engine.close();
        },
      };
    },
    async close() {
      await writing.close();
      await reading.close();
    },
  };
}

/** ensureDatabase makes the database of the URL when the server lacks it; a user without that right may use one that exists. */
export async function ensureDatabase(target: ServerOptions['target'], onCluster: string): Promise<void> {
  const run = async (database: string, sql: string) => {
    const client = clientFor({ ...target, database }, WRITE_TIMEOUT_MS, 1);
    try {
      await connectionOf(client).run(sql);
    } finally {
      await client.close();
    }
  };
  try {
    await run(target.database, readText('ping', {}));
  } catch (error) {
    if (clickhouseCode(error) !== UNKNOWN_DATABASE) throw error;
    const slots = { database: target.database, on_cluster: onCluster };
    await run('default', fillSlots(loadSqlFile('queries', 'create_database').text, slots));
  }
}

function clientFor(target: ServerOptions['target'], timeout: number, sockets: number): Client {
  return createClient({
    url: target.origin,
    username: target.username,
    password: target.password,
    database: target.database,
    application: 'plumbline',
    request_timeout: timeout,
    max_open_connections: sockets,
    keep_alive: { eagerly_destroy_stale_sockets: true },
    // The client would print failed requests with their SQL; every failure reaches our own error mapping instead.
    log: { level: ClickHouseLogLevel.OFF },
    // Not a setting of the engine but of HTTP: a statement that fails midway answers with its error.
    clickhouse_settings: { wait_end_of_query: 1 },
  });
}

function connectionOf(client: Client): Connection {
  const run = async (sql: string) => bytesOf((await client.exec({ query: sql })).stream);
  return {
    run,
    async *streamBlocks(sql) {
      yield* (await client.exec({ query: `${sql}\nFORMAT Native` })).stream;
    },
    async insert(sql, format: InsertFormat, bytes) {
      const query = `${sql.replace('{{rows}}(', 'input(')}\nFORMAT ${format}`;
      const { stream } = await client.exec({ query, values: Readable.from([bytes], { objectMode: false }) });
      await bytesOf(stream);
    },
    // The clients are closed by the engine, because the readers share one.
    close: async () => {},
  };
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}
