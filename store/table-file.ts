import { randomUUID } from 'node:crypto';
import { open, stat, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Column, PlumblineError, type RowSample } from '../domain/index.ts';
import type { FileConnection } from './connection.ts';
import { textExpression } from './file-columns.ts';
import { type FileColumn, type FileFormat, type FileSource, openFileSource } from './file-source.ts';
import { descriptorPath } from './spool.ts';
import { type ColumnChoice, kindsOf, readColumns, type TableColumn } from './table-columns.ts';
import { type BinnedNumbers, countGrid, readBins, sampleNumbers } from './table-grid.ts';
import { countEach, readObjects, type TableRows } from './table-rows.ts';
import { sampleRows, sampleVectors } from './table-sample.ts';

/** TableFileRequest names a local file, and the rows of it that count. */
export interface TableFileRequest {
  readonly path: string;
  readonly format: FileFormat;
  /** Only rows whose column has one of the values, compared as text; null for every row. */
  readonly segment: { readonly column: string; readonly values: readonly string[] } | null;
}

/** TableFile is an opened file of rows and columns that is read column by column, at any size. */
export interface TableFile {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** Gives whole columns; the caller bounds the number of rows times columns. */
  readColumns(choices: readonly ColumnChoice[]): Promise<readonly Column[]>;
  /** About how many distinct texts each column holds; 1 % off at most in practice. */
  countDistinct(names: readonly string[]): Promise<readonly number[]>;
  /** Up to `size` finite numbers of each column, drawn at random with the seed, ascending. */
  sampleNumbers(names: readonly string[], size: number, seed: number): Promise<readonly Float64Array[]>;
  /** Counts each column on its own ascending edges, which are finite. */
  countBins(names: readonly string[], edges: readonly Float64Array[]): Promise<readonly BinnedNumbers[]>;
  /** Gives the finite numbers of some bins of a grid, ascending; the caller bounds their number. */
  readBins(name: string, edges: Float64Array, bins: readonly number[]): Promise<Float64Array>;
  /** Draws up to `limit` whole rows at random with the seed. */
  sampleRows(choices: readonly ColumnChoice[], limit: number, seed: string): Promise<RowSample>;
  /** Draws up to `limit` embeddings; throws baseline_unreadable, naming a row, when their lengths differ. */
  sampleVectors(name: string, limit: number, seed: string): Promise<RowSample>;
  close(): Promise<void>;
}

/** TableFiles opens local files; throws baseline_unreadable, baseline_empty or unknown_column. */
export interface TableFiles {
  openTableFile(request: TableFileRequest): Promise<TableFile>;
}

const LONG = {
  max_execution_time: 3600,
  input_format_parquet_memory_high_watermark: 268_435_456,
  // A mapped file would count as memory of the process as far as it was read.
  storage_file_read_method: 'pread',
};
/** Every column as text: a kind follows from all values, not from the first ones. */
const PLAIN_TEXT = {
  input_format_csv_use_best_effort_in_schema_inference: 0,
  input_format_max_rows_to_read_for_schema_inference: 1,
  output_format_parquet_compression_method: 'lz4',
};

/** createTableFiles reads with the embedded engine. */
export function createTableFiles(connect: () => Promise<FileConnection>): TableFiles {
  return {
    async openTableFile(request) {
      const connection = await connect();
      const closers = [() => connection.close()];
      const close = async () => {
        for (const step of closers.splice(0).reverse()) await step();
      };
      try {
        await refuseEmptyFile(request.path);
        const settings = request.format === 'csv' ? { ...LONG, ...PLAIN_TEXT } : LONG;
        const source = await openFileSource(connection, request.path, request.format, settings);
        closers.push(() => source.close());
        const isPlainText = request.format === 'csv';
        const columns = source.columns.map((column) => ({ ...column, isPlainText }));
        const spool = isPlainText ? await spoolFile(source) : null;
        if (spool) closers.push(() => spool.close());
        const table = restricted(spool?.table ?? source.table, columns, request);
        return await openTable({ source, columns, table }, request.path, close);
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}

/** A file without a byte has not even columns; whether it can be read at all is asked when it is opened. */
async function refuseEmptyFile(path: string): Promise<void> {
  const status = await stat(path).catch(() => null);
  if (status?.isFile() && status.size === 0)
    throw new PlumblineError('baseline_unreadable', `The file ${path} is empty.`, { details: { path } });
}

/** spoolFile parses a file of plain text once; what follows reads single columns. The file has no name. */
async function spoolFile(source: FileSource) {
  const path = join(tmpdir(), `plumbline-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    const spool = `file('${descriptorPath(handle.fd)}', 'Parquet')`;
    await source.read('spool_file', { slots: { spool } }, 'JSONEachRow');
    return { table: spool, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function restricted(
  table: string,
  columns: readonly FileColumn[],
  request: TableFileRequest,
): TableRows['table'] {
  const { segment, path } = request;
  if (segment === null) return { sql: table, parameters: {} };
  const column = columns.find(({ name }) => name === segment.column);
  if (column === undefined) {
    const message = `${path} has no column ${segment.column}; it has ${columns.map(({ name }) => name).join(', ')}.`;
    throw new PlumblineError('unknown_column', message, { details: { path, unknown: [segment.column] } });
  }
  const condition = `has({segment_values:Array(String)}, ${textExpression(column)})`;
  return {
    sql: `(SELECT * FROM ${table} WHERE ${condition})`,
    parameters: { segment_values: segment.values },
  };
}

async function openTable(rows: TableRows, path: string, close: () => Promise<void>): Promise<TableFile> {
  const { columns } = rows;
  const byName = new Map(columns.map((column) => [column.name, column]));
  const named = (name: string): FileColumn => {
    const column = byName.get(name);
    if (column) return column;
    throw new PlumblineError('unknown_column', `The file has no column ${name}.`);
  };
  const [{ row_count: count = 0 } = {}] = await readObjects<{ row_count: number }>(rows, '');
  return {
    rows: count,
    columns: await kindsOf(rows),
    async readColumns(choices) {
      const chosen = choices.map((choice) => ({ ...choice, column: named(choice.name) }));
      return readColumns(rows, count, chosen);
    },
    async countDistinct(names) {
      const counts = await countEach(
        rows,
        names.map(named),
        (column) => `uniqCombined(${textExpression(column)})`,
      );
      return counts.map(Number);
    },
    sampleNumbers: async (names, size, seed) => sampleNumbers(rows, names.map(named), size, seed),
    countBins: async (names, edges) => countGrid(rows, count, names.map(named), edges),
    async sampleRows(choices, limit, seed) {
      const chosen = choices.map((choice) => ({ ...choice, column: named(choice.name) }));
      return sampleRows(rows, count, chosen, { limit, seed });
    },
    sampleVectors: async (name, limit, seed) =>
      sampleVectors(rows, count, named(name), { limit, seed, path }),
    readBins: async (name, edges, bins) => readBins(rows, named(name), edges, bins),
    close,
  };
}
