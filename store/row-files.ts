import type { FileConnection } from './connection.ts';
import { type FileColumn, type FileFormat, openFileSource } from './file-source.ts';

/** RowFiles reads local files row by row, for imports. */
export interface RowFiles {
  /**
   * Gives the rows in chunks: numbers, texts, booleans and nulls by column name, times as ISO 8601 text,
   * integers beyond 2^53 as text. Throws baseline_unreadable or baseline_empty.
   */
  openRowFile(path: string, format: FileFormat): AsyncIterable<Record<string, unknown>[]>;
}

const ROWS_PER_CHUNK = 5000;
const NEWLINE = 10;

/** createRowFiles reads with the embedded engine, which keeps a few thousand rows in memory. */
export function createRowFiles(open: () => Promise<FileConnection>): RowFiles {
  return {
    async *openRowFile(path, format) {
      const connection = await open();
      try {
        const source = await openFileSource(connection, path, format);
        try {
          const integers = source.columns.filter(({ type }) => /^U?Int64$/.test(type));
          for await (const bytes of source.stream('read_file_rows')) yield* parseChunk(bytes, integers);
        } finally {
          await source.close();
        }
      } finally {
        await connection.close();
      }
    },
  };
}

function* parseChunk(
  bytes: Uint8Array,
  integers: readonly FileColumn[],
): Iterable<Record<string, unknown>[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let rows: Record<string, unknown>[] = [];
  for (let from = 0; from < buffer.length; ) {
    const newline = buffer.indexOf(NEWLINE, from);
    const to = newline === -1 ? buffer.length : newline;
    rows.push(parseRow(buffer.toString('utf8', from, to), integers));
    from = to + 1;
    if (rows.length < ROWS_PER_CHUNK) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** 64-bit integers arrive as text; those that a number holds exactly become numbers. */
function parseRow(line: string, integers: readonly FileColumn[]): Record<string, unknown> {
  const row = JSON.parse(line) as Record<string, unknown>;
  for (const { name } of integers) {
    const value = row[name];
    if (typeof value === 'string' && Number.isSafeInteger(Number(value))) row[name] = Number(value);
  }
  return row;
}
