import type { FileColumn, FileSource } from './file-source.ts';
import { parseRows } from './query-runner.ts';
import type { StatementInput } from './statement-input.ts';

/** Columns of one statement that asks a few words of each: the text of a statement is bounded. */
export const COLUMNS_PER_COUNT = 200;

/** TableRows is an opened file, its columns and the part of it that counts. */
export interface TableRows {
  readonly source: FileSource;
  readonly columns: readonly FileColumn[];
  readonly table: { readonly sql: string; readonly parameters: NonNullable<StatementInput['parameters']> };
}

/** readBytes runs a statement on the rows. */
export async function readBytes(
  rows: TableRows,
  name: string,
  slots: Record<string, string>,
  format: 'JSONEachRow' | 'ArrowStream',
) {
  const { sql: file, parameters } = rows.table;
  return rows.source.read(name, { slots: { ...slots, file }, parameters }, format);
}

/** readObjects counts the rows, and what else is asked for. */
export async function readObjects<T>(rows: TableRows, counts: string): Promise<T[]> {
  return parseRows<T>(await readBytes(rows, 'count_file_values', { counts }, 'JSONEachRow'));
}

/** countEach evaluates one aggregate per column. */
export async function countEach(
  rows: TableRows,
  columns: readonly FileColumn[],
  aggregate: (column: FileColumn) => string,
): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  for (let from = 0; from < columns.length; from += COLUMNS_PER_COUNT) {
    const tile = columns.slice(from, from + COLUMNS_PER_COUNT);
    const counts = tile.map((column, index) => `, ${aggregate(column)} AS n${index}`).join('');
    const [row = {}] = await readObjects<Record<string, unknown>>(rows, counts);
    results.push(...tile.map((_, index) => row[`n${index}`]));
  }
  return results;
}
