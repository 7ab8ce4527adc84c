import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { PlumblineError } from '../domain/index.ts';
import type { FileConnection } from './connection.ts';
import { toStoreError } from './errors.ts';
import { parseRows, readText } from './query-runner.ts';
import { descriptorPath } from './spool.ts';
import type { StatementInput } from './statement-input.ts';

/** FileFormat is a format that local files are read in. */
export type FileFormat = 'csv' | 'parquet' | 'arrow';

/** FileColumn is a column of a file with ClickHouse's type, without Nullable. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
  /** The file has no types, so that the usual words for a missing value are nulls. */
  readonly isPlainText?: boolean;
}

/** FileSource is an opened file: its columns, and the one way to run statements on it. */
export interface FileSource {
  readonly columns: readonly FileColumn[];
  /** The table function that stands in the slot {{file}} unless the input fills it. */
  readonly table: string;
  /** Runs a statement of sql/queries with the slot {{file}}; throws baseline_unreadable or baseline_empty. */
  read(name: string, input: StatementInput, format: 'JSONEachRow' | 'ArrowStream'): Promise<Uint8Array>;
  stream(name: string): AsyncIterable<Uint8Array>;
  /** SHA-256 of the file's bytes in hexadecimal digits. */
  hash(): Promise<string>;
  close(): Promise<void>;
}

const FORMATS = { csv: 'CSVWithNames', parquet: 'Parquet' } as const;
const ARROW_FILE = 'ARROW1';
const COMPRESSIONS: Readonly<Record<string, string>> = {
  '.gz': 'gzip',
  '.zst': 'zstd',
  '.xz': 'xz',
  '.bz2': 'bz2',
  '.lz4': 'lz4',
};

/**
 * openFileSource opens a regular file; its path never reaches a statement, only the number of its descriptor does. The
 * settings are those of every statement on it.
 */
export async function openFileSource(
  connection: FileConnection,
  path: string,
  format: FileFormat,
  settings: NonNullable<StatementInput['settings']> = {},
): Promise<FileSource> {
  const handle = await openRegularFile(path);
  const compression = COMPRESSIONS[extname(path)] ?? 'none';
  const type = format === 'arrow' ? await arrowFormat(handle) : FORMATS[format];
  const table = `file('${descriptorPath(handle.fd)}', '${type}', 'auto', '${compression}')`;
  const textOf = (name: string, input: StatementInput) =>
    readText(name, { ...input, slots: { file: table, ...input.slots }, settings });

  const read: FileSource['read'] = async (name, input, output) => {
    try {
      return await connection.run(`${textOf(name, input)}\nFORMAT ${output}`);
    } catch (error) {
      throw fileError(error, path, format);
    }
  };
  try {
    const described = parseRows<FileColumn>(await read('describe_file', {}, 'JSONEachRow'));
    return {
      columns: described.map(({ name, type }) => ({ name, type: plainType(type) })),
      table,
      read,
      async *stream(name) {
        try {
          yield* connection.stream(textOf(name, {}));
        } catch (error) {
          throw fileError(error, path, format);
        }
      },
      hash: () => hashOf(handle),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    // Asked before opening, because opening a pipe waits for its other end.
    if ((await stat(path)).isFile()) return await open(path, 'r');
  } catch (cause) {
    throw new PlumblineError('baseline_unreadable', `There is no file ${path} that can be read.`, {
      details: { path },
      cause,
    });
  }
  throw new PlumblineError('baseline_unreadable', `${path} is not a regular file.`, { details: { path } });
}

/** arrowFormat tells the file form of Arrow's IPC, which begins with its name, from the stream form. */
async function arrowFormat(handle: FileHandle): Promise<'Arrow' | 'ArrowStream'> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(ARROW_FILE.length), 0, ARROW_FILE.length, 0);
  return buffer.toString('latin1', 0, bytesRead) === ARROW_FILE ? 'Arrow' : 'ArrowStream';
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function fileError(thrown: unknown, path: string, format: FileFormat): PlumblineError {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (/EMPTY_DATA_PASSED|file is empty/.test(text)) {
    return new PlumblineError('baseline_empty', `The file ${path} has no rows.`, { details: { path } });
  }
  const { details } = toStoreError(thrown, { name: 'file', writes: false });
  const names = { csv: 'CSV', parquet: 'Parquet', arrow: 'Arrow' };
  const message = `The file ${path} cannot be read as ${names[format]}: ${reasonOf(text)}.`;
  return new PlumblineError('baseline_unreadable', message, { details: { path, cause: details } });
}

/** The innermost exception says what is wrong with the file; the outer ones repeat our own call. */
function reasonOf(text: string): string {
  const innermost = text.split('DB::Exception: ').at(-1)!;
  const column = /^Duplicate column name[^"]*"([^"\n]*)"/.exec(innermost)?.[1];
  if (column !== undefined) return `the column "${column}" exists twice`;
  const row = /\(at row (\d+)\)/.exec(innermost)?.[1];
  const width = /has (less|more) columns than expected/.exec(innermost)?.[1];
  if (row !== undefined && width !== undefined) {
    return `row ${row} has ${width === 'less' ? 'fewer' : 'more'} values than the header has columns`;
  }
  if (/^Not an? \w+ file/.test(innermost)) return 'it is cut off, or of another format';
  const reason = innermost.split(/[:.] |\(|\n/)[0]!.trimEnd();
  return row === undefined ? reason : `${reason}, in row ${row}`;
}

function plainType(type: string): string {
  const match = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type);
  return match ? plainType(match[1]!) : type;
}
