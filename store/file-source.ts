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
export type FileFormat = 'csv' | 'parquet';

/** FileColumn is a column of a file with ClickHouse's type, without Nullable. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
}

/** FileSource is an opened file: its columns, and the one way to run statements on it. */
export interface FileSource {
  readonly columns: readonly FileColumn[];
  /** Runs a statement of sql/queries with the slot {{file}}; throws baseline_unreadable or baseline_empty. */
  read(name: string, input: StatementInput, format: 'JSONEachRow' | 'ArrowStream'): Promise<Uint8Array>;
  stream(name: string): AsyncIterable<Uint8Array>;
  /** SHA-256 of the file's bytes in hexadecimal digits. */
  hash(): Promise<string>;
  close(): Promise<void>;
}

const FORMATS = { csv: 'CSVWithNames', parquet: 'Parquet' } as const;
const COMPRESSIONS: Readonly<Record<string, string>> = {
  '.gz': 'gzip',
  '.zst': 'zstd',
  '.xz': 'xz',
  '.bz2': 'bz2',
  '.lz4': 'lz4',
};

/** openFileSource opens a regular file; its path never reaches a statement, only the number of its descriptor does. */
export async function openFileSource(
  connection: FileConnection,
  path: string,
  format: FileFormat,
): Promise<FileSource> {
  const handle = await openRegularFile(path);
  const compression = COMPRESSIONS[extname(path)] ?? 'none';
  const file = `file('${descriptorPath(handle.fd)}', '${FORMATS[format]}', 'auto', '${compression}')`;
  const textOf = (name: string, input: StatementInput) =>
    readText(name, { ...input, slots: { ...input.slots, file } });

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
  const names = { csv: 'CSV', parquet: 'Parquet' };
  // The innermost exception says what is wrong with the file; the outer ones repeat our own call.
  const reason = text
    .split('DB::Exception: ')
    .at(-1)!
    .split(/[:.] |\(|\n/)[0]!;
  const message = `The file ${path} cannot be read as ${names[format]}: ${reason}.`;
  return new PlumblineError('baseline_unreadable', message, { details: { path, cause: details } });
}

function plainType(type: string): string {
  const match = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type);
  return match ? plainType(match[1]!) : type;
}
