import { type Table, tableFromIPC } from 'apache-arrow';
import { bindParameters } from './bind-parameters.ts';
import type { Connection, Engine, InsertFormat } from './connection.ts';
import { createPool } from './connection-pool.ts';
import { toStoreError } from './errors.ts';
import { type NativeBlock, readNativeBlocks } from './native-blocks.ts';
import { encodeRows } from './row-json.ts';
import { fillSlots, loadSqlFile, type SqlFile } from './sql-files.ts';
import type { StatementInput } from './statement-input.ts';

/** StatementObserver hears of every statement that ended, well or not. */
export type StatementObserver = (statement: string, milliseconds: number, failed: boolean) => void;

/** BlockTaker takes one block of a result. */
type BlockTaker = (block: NativeBlock) => void | Promise<void>;

/** QueryRunner is the one way to run the statements of sql/queries. */
export interface QueryRunner {
  /** Gives the rows as objects: times as ISO 8601 UTC text, integers as numbers, NaN and infinities as null. */
  rows<T>(name: string, input?: StatementInput): Promise<T[]>;
  /** Gives the rows as Arrow columns. */
  columns(name: string, input?: StatementInput): Promise<Table>;
  /** Hands over the rows block by block and waits for whoever takes them; columns are Float64, and one may be of maps. */
  blocks(name: string, input: StatementInput, onBlock: BlockTaker): Promise<void>;
  /** Inserts objects; nothing is sent without any. */
  insert(name: string, rows: readonly object[]): Promise<void>;
  /** Inserts the bytes of rows; `settings` are added to those of every write. */
  insertBytes(name: string, format: InsertFormat, bytes: Uint8Array, input?: InsertInput): Promise<void>;
  /** Runs a statement that writes what it reads itself. */
  execute(name: string, input: StatementInput): Promise<void>;
  /** Runs DDL text on the writer. */
  define(name: string, sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Settings of a statement by name; texts are ours, and hold no quote. */
export type Settings = Readonly<Record<string, string | number>>;

/** InsertInput fills an insert of bytes. */
export interface InsertInput {
  readonly parameters?: StatementInput['parameters'];
  readonly settings?: Settings;
  /** Runs beside other inserts of its kind, in no order. */
  readonly unordered?: boolean;
}

const READ_SECONDS = 60;

/** On a cluster: the joined side is read once, not once more by every shard. */
const JOIN_SETTINGS: Settings = { prefer_global_in_and_join: 1 };

/** Every read ends in time, and counts a duplicate once without looking across days: it has the same event time. */
const READ_SETTINGS: Settings = {
  max_execution_time: READ_SECONDS,
  do_not_merge_across_partitions_select_final: 1,
  ...JOIN_SETTINGS,
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
  output_format_arrow_compression_method: 'none',
};

/** One block per insert, so that a repeated insert is the same insert; any number of days in one insert. */
const WRITE_SETTINGS: Settings = {
  async_insert: 0,
  // On a cluster: an insert returns when the rows are on their shards.
  distributed_foreground_insert: 1,
  max_threads: 1,
  max_insert_threads: 1,
  input_format_parallel_parsing: 0,
  max_block_size: 1_048_576,
  max_insert_block_size: 1_048_576,
  min_insert_block_size_rows: 1_048_576,
  min_insert_block_size_bytes: 1_073_741_824,
  max_partitions_per_insert_block: 0,
  optimize_on_insert: 0,
  input_format_json_throw_on_bad_escape_sequence: 0,
};

/**
 * createQueryRunner runs writes in order, unordered inserts and reads side by side. Half of the readers take long reads only, the other
 * half short ones only, so that a page or a health check never waits for an analysis.
 */
export function createQueryRunner(engine: Engine, observe: StatementObserver = () => {}): QueryRunner {
  const half = Math.floor(engine.readers.length / 2);
  const pools = {
    write: createPool([engine.writer]),
    append: createPool(engine.appenders),
    short: createPool(engine.readers.slice(0, half)),
    long: createPool(engine.readers.slice(half)),
  };

  async function run<T>(
    statement: string,
    kind: keyof typeof pools,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const started = performance.now();
    let failed = true;
    try {
      const result = await pools[kind].use(work);
      failed = false;
      return result;
    } catch (error) {
      throw toStoreError(error, { name: statement, writes: kind === 'write' || kind === 'append' });
    } finally {
      observe(statement, performance.now() - started, failed);
    }
  }

  async function read(name: string, input: StatementInput, format: string): Promise<Uint8Array> {
    const sql = `${readText(name, input)}\nFORMAT ${format}`;
    return run(name, isLong(name) ? 'long' : 'short', (connection) => connection.run(sql));
  }

  async function insertBytes(
    name: string,
    format: InsertFormat,
    bytes: Uint8Array,
    { parameters = {}, settings = {}, unordered = false }: InsertInput = {},
  ): Promise<void> {
    const input = { slots: { rows: '{{rows}}' }, parameters };
    const sql = statementText(loadSqlFile('queries', name), { ...WRITE_SETTINGS, ...settings }, input);
    await run(name, unordered ? 'append' : 'write', (connection) => connection.insert(sql, format, bytes));
  }

  return {
    async rows<T>(name: string, input: StatementInput = {}) {
      return parseRows<T>(await read(name, input, 'JSONEachRow'));
    },
    columns: async (name, input = {}) => tableFromIPC(await read(name, input, 'ArrowStream')),
    blocks: (name, input, onBlock) =>
      run(name, isLong(name) ? 'long' : 'short', async (connection) => {
        const pieces = connection.streamBlocks(readText(name, input));
        for await (const block of readNativeBlocks(pieces)) await onBlock(block);
      }),
    async insert(name, rows) {
      if (rows.length > 0) await insertBytes(name, 'JSONEachRow', encodeRows(rows));
    },
    insertBytes,
    async execute(name, input) {
      const sql = statementText(loadSqlFile('queries', name), { ...WRITE_SETTINGS, ...JOIN_SETTINGS }, input);
      await run(name, 'write', (connection) => connection.run(sql));
    },
    async define(name, sql) {
      await run(name, 'write', (connection) => connection.run(sql));
    },
    async close() {
      await Promise.all(Object.values(pools).map((pool) => pool.drain()));
      await engine.close();
    },
  };
}

/** A read that may take longer than others says so in the header of its file. */
function isLong(name: string): boolean {
  const { max_execution_time: asked = 0 } = loadSqlFile('queries', name).settings;
  return asked > READ_SECONDS;
}

/** readText is a reading statement with its settings, without a format. */
export function readText(name: string, input: StatementInput): string {
  return statementText(loadSqlFile('queries', name), READ_SETTINGS, input);
}

/** Settings are part of the text: a setting that is sent beside it would stay on an embedded connection. */
function statementText(file: SqlFile, defaults: Settings, input: StatementInput): string {
  const text = bindParameters(fillSlots(file.text, input.slots ?? {}), input.parameters ?? {});
  const settings = {
    ...defaults,
    ...file.settings,
    ...input.settings,
    log_comment: `plumbline ${file.name}`,
  };
  const pairs = Object.entries(settings).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? `'${value}'` : value}`,
  );
  return `${text}\nSETTINGS ${pairs.join(', ')}`;
}

/** parseRows reads a result in the format JSONEachRow. */
export function parseRows<T>(bytes: Uint8Array): T[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const rows: T[] = [];
  for (const line of text.split('\n')) if (line !== '') rows.push(JSON.parse(line) as T);
  return rows;
}
