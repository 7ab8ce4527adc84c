import { constants } from 'node:fs';
import { access, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ERROR_CODES, PlumblineError } from '../domain/index.ts';
import type { Connection, Engine, FileConnection } from './connection.ts';
import { openSpool, type Spool } from './spool.ts';

type ChdbModule = typeof import('chdb/connection');
type ChdbConnection = ReturnType<ChdbModule['createChdbConnection']>;

/** IN_MEMORY is the path of an engine without a data directory. */
export const IN_MEMORY = ':memory:';

/** EmbeddedOptions say where the engine keeps its data and how many inserts and reads run side by side. */
export interface EmbeddedOptions {
  readonly path: string;
  readonly appenders: number;
  readonly readers: number;
  readonly spoolDirectory?: string | undefined;
}

/** openEmbeddedEngine opens ClickHouse inside this process; throws embedded_engine_missing or data_directory_locked. */
export async function openEmbeddedEngine(options: EmbeddedOptions): Promise<Engine> {
  const chdb = await loadChdb();
  const { path } = options;
  if (path !== IN_MEMORY) await prepareDirectory(path);
  const spool = await openSpool(options.spoolDirectory);
  const first = await connect(chdb, path);
  const open = (count: number) => Array.from({ length: count }, () => chdb.createChdbConnection({ path }));
  const appenders = open(options.appenders);
  const readers = open(options.readers);
  return {
    writer: connectionOf(first, spool),
    appenders: appenders.map((connection) => connectionOf(connection, spool)),
    readers: readers.map((connection) => connectionOf(connection, spool)),
    openFileConnection: async () => fileConnectionOf(chdb.createChdbConnection({ path })),
    async close() {
      for (const connection of [...readers, ...appenders, first]) await connection.close();
    },
  };
}

async function loadChdb(): Promise<ChdbModule> {
  try {
    return await import('chdb/connection');
  } catch (cause) {
    throw new PlumblineError('embedded_engine_missing', ERROR_CODES.embedded_engine_missing, { cause });
  }
}

async function prepareDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new PlumblineError('store_refused', `The data directory ${path} cannot be written.`, { cause });
  }
  // Asked first, because the engine prints its own line when it meets the lock.
  if ((await isLocked(path)) === true) throw locked(path);
}

async function connect(chdb: ChdbModule, path: string): Promise<ChdbConnection> {
  try {
    return chdb.createChdbConnection({ path });
  } catch (cause) {
    if (/only one active data directory/.test(String(cause))) {
      throw new PlumblineError('store_refused', 'This process has another data directory open.', { cause });
    }
    if ((await isLocked(path)) !== false) throw locked(path, cause);
    throw new PlumblineError('store_refused', `The data directory ${path} cannot be opened.`, { cause });
  }
}

function locked(path: string, cause?: unknown): PlumblineError {
  const message = `Another process has the data directory ${path} open.`;
  return new PlumblineError('data_directory_locked', message, { details: { path }, cause });
}

/** isLocked asks the kernel's list whether another process holds the lock; null where there is no list. */
async function isLocked(path: string): Promise<boolean | null> {
  const locks = await readFile('/proc/locks', 'utf8').catch(() => null);
  if (locks === null) return null;
  const status = await stat(join(path, 'status')).catch(() => null);
  if (status === null) return false;
  const major = ((status.dev >> 8) & 0xfff).toString(16).padStart(2, '0');
  const minor = ((status.dev & 0xff) | ((status.dev >> 12) & 0xfff00)).toString(16).padStart(2, '0');
  const holder = new RegExp(` (\\d+) ${major}:${minor}:${status.ino} `).exec(locks);
  return holder !== null && Number(holder[1]) !== process.pid;
}

function connectionOf(connection: ChdbConnection, spool: Spool): Connection {
  return {
    run: async (sql) => (await connection.chdb.queryAsync(sql)).bytes(),
    async *streamBlocks(sql) {
      for await (const chunk of connection.chdb.queryStream(sql, { format: 'Native' })) yield chunk.raw();
    },
    async insert(sql, format, bytes) {
      await spool.lend(bytes, (path) =>
        connection.chdb.queryAsync(sql.replace('{{rows}}(', () => `file('${path}', '${format}', `)),
      );
    },
    close: () => connection.close(),
  };
}

function fileConnectionOf(connection: ChdbConnection): FileConnection {
  return {
    run: async (sql) => (await connection.chdb.queryAsync(sql)).bytes(),
    async *stream(sql) {
      for await (const chunk of connection.chdb.queryStream(sql, { format: 'JSONEachRow' }))
        yield chunk.raw();
    },
    close: () => connection.close(),
  };
}
