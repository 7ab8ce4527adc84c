import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PlumblineError } from '../domain/index.ts';
import type { FileConnection } from './connection.ts';
import { toStoreError } from './errors.ts';
import { parseRows, readText } from './query-runner.ts';
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
}

const FORMATS = { csv: 'CSVWithNames', parquet: 'Parquet' } as const;
/** What a compressed file is recognised by; other endings are of no meaning to the engine. */
const COMPRESSED = /\.(gz|zst|xz|bz2|lz4)$/;

/** openFileSource opens a regular file; no part of its path or name reaches a statement. */
export async function openFileSource(
  connection: FileConnection,
  path: string,
  format: FileFormat,
): Promise<FileSource> {
  const ending = `.${format}${COMPRESSED.exec(path)?.[0] ?? ''}`;
  const link = await connection.link(await regularFile(path), ending);
  const file = `file('${link.replace(/['\\]/g, '\\$&')}', '${FORMATS[format]}')`;
  const textOf = (name: string, input: StatementInput) =>
    readText(name, { ...input, slots: { ...input.slots, file } });

  const read: FileSource['read'] = async (name, input, output) => {
    try {
      return await connection.run(`${textOf(name, input)}\nFORMAT ${output}`);
    } catch (error) {
      throw fileError(error, path, format);
    }
  };
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
  };
}

async function regularFile(path: string): Promise<string> {
  const found = await realpath(resolve(path)).catch(() => null);
  const isFile = found !== null && (await stat(found)).isFile();
  if (!isFile)
    throw new PlumblineError('baseline_unreadable', `There is no file ${path}.`, { details: { path } });
  return found;
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
