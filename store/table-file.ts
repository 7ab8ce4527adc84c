import { randomUUID } from 'node:crypto';
import { open, stat, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { type Column, type FeatureKind, PlumblineError } from '../domain/index.ts';
import { columnNamed, listOfNumbers, numbersWithoutNulls } from './arrow-columns.ts';
import type { FileConnection } from './connection.ts';
import {
  inferredKind,
  isReadable,
  mismatchExpression,
  numberExpression,
  plainTextCounts,
  textExpression,
} from './file-columns.ts';
import { type FileColumn, type FileFormat, type FileSource, openFileSource } from './file-source.ts';
import { parseRows } from './query-runner.ts';
import { descriptorPath } from './spool.ts';
import type { StatementInput } from './statement-input.ts';

/** TableFileRequest names a local file, and the rows of it that count. */
export interface TableFileRequest {
  readonly path: string;
  readonly format: FileFormat;
  /** Only rows whose column has one of the values, compared as text; null for every row. */
  readonly segment: { readonly column: string; readonly values: readonly string[] } | null;
}

/** TableColumn is a column of a file: its type as the file says, and the kind of feature that it makes. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  /** `unknown` without any value; null where the type holds no single numbers or texts. */
  readonly kind: FeatureKind | 'unknown' | null;
}

/** ColumnChoice is a column of a file, read as a kind. */
export interface ColumnChoice {
  readonly name: string;
  readonly kind: FeatureKind;
}

/** BinnedNumbers is a numeric column counted on a grid: bins (−∞, e₀), [e₀, e₁), …, [eₖ, ∞). */
export interface BinnedNumbers {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly unusable: number;
  /** Population standard deviation of the finite numbers; 0 without any. */
  readonly standardDeviation: number;
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
  close(): Promise<void>;
}

/** TableFiles opens local files; throws baseline_unreadable, baseline_empty or unknown_column. */
export interface TableFiles {
  openTableFile(request: TableFileRequest): Promise<TableFile>;
}

/** Columns of one statement that asks a few words of each: the text of a statement is bounded. */
const COLUMNS_PER_COUNT = 200;
const COLUMNS_PER_READ = 256;
/** Twice as many columns took six times as long: the groups of one statement should stay few. */
const COLUMNS_PER_GRID = 4;
/** A column of plain text is numeric when at least this share of its values are numbers; the others are mismatched. */
const NUMERIC_SHARE = 0.95;
const LONG = { max_execution_time: 3600, input_format_parquet_memory_high_watermark: 268_435_456 };
/** Every column as text: a kind follows from all values, not from the first ones. */
const PLAIN_TEXT = {
  input_format_csv_use_best_effort_in_schema_inference: 0,
  input_format_max_rows_to_read_for_schema_inference: 1,
  output_format_parquet_compression_method: 'lz4',
};
const LOWEST = -Number.MAX_VALUE;

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
        return await openTable({ source, columns, table }, close);
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

/** Rows is an opened file, its columns and the part of it that counts. */
interface Rows {
  readonly source: FileSource;
  readonly columns: readonly FileColumn[];
  readonly table: { readonly sql: string; readonly parameters: NonNullable<StatementInput['parameters']> };
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

function restricted(table: string, columns: readonly FileColumn[], request: TableFileRequest): Rows['table'] {
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

async function openTable(rows: Rows, close: () => Promise<void>): Promise<TableFile> {
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
    columns: columns.some(({ isPlainText }) => isPlainText)
      ? await kindsOfTexts(rows)
      : columns.map((column) => ({ name: column.name, type: column.type, kind: kindOfType(column) })),
    readColumns: (choices) =>
      readColumns(
        rows,
        count,
        choices.map((choice) => ({ ...choice, column: named(choice.name) })),
      ),
    async countDistinct(names) {
      const counts = await countEach(
        rows,
        names.map(named),
        (column) => `uniqCombined(${textExpression(column)})`,
      );
      return counts.map(Number);
    },
    sampleNumbers: (names, size, seed) => sampleNumbers(rows, names.map(named), size, seed),
    async countBins(names, edges) {
      const binned: BinnedNumbers[] = [];
      for (let from = 0; from < names.length; from += COLUMNS_PER_GRID) {
        const tile = names.slice(from, from + COLUMNS_PER_GRID).map(named);
        binned.push(...(await countBins(rows, count, tile, edges.slice(from, from + COLUMNS_PER_GRID))));
      }
      return binned;
    },
    close,
  };
}

function kindOfType(column: FileColumn): TableColumn['kind'] {
  return column.type === 'Nothing' ? 'unknown' : inferredKind(column);
}

async function readBytes(
  rows: Rows,
  name: string,
  slots: Record<string, string>,
  format: 'JSONEachRow' | 'ArrowStream',
) {
  const { sql: file, parameters } = rows.table;
  return rows.source.read(name, { slots: { ...slots, file }, parameters }, format);
}

async function readObjects<T>(rows: Rows, counts: string): Promise<T[]> {
  return parseRows<T>(await readBytes(rows, 'count_file_values', { counts }, 'JSONEachRow'));
}

/** countEach evaluates one aggregate per column. */
async function countEach(
  rows: Rows,
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

async function kindsOfTexts(rows: Rows): Promise<readonly TableColumn[]> {
  const kinds: TableColumn[] = [];
  for (let from = 0; from < rows.columns.length; from += COLUMNS_PER_COUNT) {
    const tile = rows.columns.slice(from, from + COLUMNS_PER_COUNT);
    const [counts] = await readObjects<{ texts: number[]; numbers: number[] }>(rows, plainTextCounts(tile));
    for (const [index, { name }] of tile.entries()) {
      const [texts, numbers] = [counts!.texts[index] ?? 0, counts!.numbers[index] ?? 0];
      const isNumeric = numbers >= NUMERIC_SHARE * texts;
      const kind = texts === 0 ? 'unknown' : isNumeric ? 'numeric' : 'categorical';
      kinds.push({ name, type: kind === 'numeric' ? 'number' : 'text', kind });
    }
  }
  return kinds;
}

type Chosen = ColumnChoice & { readonly column: FileColumn };

async function readColumns(
  rows: Rows,
  count: number,
  choices: readonly Chosen[],
): Promise<readonly Column[]> {
  const unreadable = choices.find(({ column }) => column.type !== 'Nothing' && !isReadable(column));
  if (unreadable) {
    const message = `The column ${unreadable.name} does not hold single values but ${unreadable.column.type}.`;
    throw new PlumblineError('baseline_unreadable', message);
  }
  const numeric = choices.filter(({ kind }) => kind === 'numeric');
  const categorical = choices.filter(({ kind }) => kind === 'categorical');
  const read = new Map([
    ...(await readNumbers(rows, count, numeric)),
    ...(await readTexts(rows, count, categorical)),
  ]);
  return choices.map((choice) => read.get(choice)!);
}

async function readNumbers(
  rows: Rows,
  count: number,
  choices: readonly Chosen[],
): Promise<Map<Chosen, Column>> {
  const values = new Map<Chosen, Float64Array>();
  for (let from = 0; from < choices.length; from += COLUMNS_PER_READ) {
    const tile = choices.slice(from, from + COLUMNS_PER_READ);
    const columns = tile.map(({ column }, index) => `${numberExpression(column)} AS c${index}`).join(', ');
    const table = tableFromIPC(await readBytes(rows, 'read_file_numbers', { columns }, 'ArrowStream'));
    for (const [index, choice] of tile.entries())
      values.set(choice, numbersWithoutNulls(table.getChildAt(index)!));
  }
  // Only texts can be mismatched, and only where a number is lacking.
  const doubtful = choices.filter(({ column }, index) => {
    return inferredKind(column) !== 'numeric' && values.get(choices[index]!)!.length < count;
  });
  const mismatched = await countEach(
    rows,
    doubtful.map(({ column }) => column),
    (column) => `countIf(${mismatchExpression(column)})`,
  );
  return new Map(
    choices.map((choice) => {
      const numbers = values.get(choice)!;
      const place = doubtful.indexOf(choice);
      const wrong = place === -1 ? 0 : Number(mismatched[place]);
      return [
        choice,
        {
          subject: { kind: 'feature', name: choice.name },
          kind: 'numeric',
          values: numbers,
          rows: count,
          nulls: count - numbers.length - wrong,
          missing: 0,
          mismatched: wrong,
        },
      ];
    }),
  );
}

async function readTexts(
  rows: Rows,
  count: number,
  choices: readonly Chosen[],
): Promise<Map<Chosen, Column>> {
  const found = new Map<Chosen, Column>();
  for (let from = 0; from < choices.length; from += COLUMNS_PER_READ) {
    const tile = choices.slice(from, from + COLUMNS_PER_READ);
    const texts = `[${tile.map(({ column }) => textExpression(column)).join(', ')}]`;
    const counted = tile.map(() => ({ categories: [] as string[], counts: [] as number[] }));
    const bytes = await readBytes(rows, 'count_file_categories', { texts }, 'JSONEachRow');
    for (const { position, category, n } of parseRows<{ position: number; category: string; n: number }>(
      bytes,
    )) {
      counted[position - 1]!.categories.push(category);
      counted[position - 1]!.counts.push(n);
    }
    for (const [index, choice] of tile.entries()) {
      const counts = Float64Array.from(counted[index]!.counts);
      const nulls = count - counts.reduce((sum, n) => sum + n, 0);
      const quality = { rows: count, nulls, missing: 0, mismatched: 0 };
      const { categories } = counted[index]!;
      found.set(choice, {
        subject: { kind: 'feature', name: choice.name },
        kind: 'categorical',
        categories,
        counts,
        ...quality,
      });
    }
  }
  return found;
}

async function sampleNumbers(rows: Rows, columns: readonly FileColumn[], size: number, seed: number) {
  const drawn: Float64Array[] = [];
  for (let from = 0; from < columns.length; from += COLUMNS_PER_READ) {
    const tile = columns.slice(from, from + COLUMNS_PER_READ);
    const samples = tile
      .map(
        (column, index) => `groupArraySample(${size}, ${seed + 1})(${numberExpression(column)}) AS s${index}`,
      )
      .join(', ');
    const table = tableFromIPC(await readBytes(rows, 'sample_file_numbers', { samples }, 'ArrowStream'));
    drawn.push(...tile.map((_, index) => listOfNumbers(table, `s${index}`).sort()));
  }
  return drawn;
}

async function countBins(
  rows: Rows,
  count: number,
  columns: readonly FileColumn[],
  edges: readonly Float64Array[],
): Promise<readonly BinnedNumbers[]> {
  const numbers = columns.map((column) => numberExpression(column));
  const bins = numbers.map((number, index) => {
    const lower = [LOWEST, ...edges[index]!].join(', ');
    return `roundDown(${number}, CAST([${lower}], 'Array(Float64)'))`;
  });
  const slots = { bins: `[${bins.join(', ')}]`, numbers: `[${numbers.join(', ')}]` };
  const table = tableFromIPC(await readBytes(rows, 'count_file_bins', slots, 'ArrowStream'));
  return columns.map((_, index) => binnedColumn(table, index + 1, edges[index]!, count));
}

/** binnedColumn puts the rows of one column in the order of its edges, and its variances together. */
function binnedColumn(table: Table, position: number, edges: Float64Array, rows: number): BinnedNumbers {
  const cell = (name: string, row: number) => columnNamed(table, name).get(row) as number;
  const binOf = new Map([LOWEST, ...edges].map((edge, bin) => [edge, bin]));
  const counts = new Float64Array(edges.length + 1);
  const sums = new Float64Array(edges.length + 1);
  const variances = new Float64Array(edges.length + 1);
  for (let row = 0; row < table.numRows; row++) {
    if (cell('position', row) !== position) continue;
    const bin = binOf.get(cell('bin', row));
    if (bin === undefined) throw new Error('A bin has another edge than was sent.');
    counts[bin] = cell('n', row);
    sums[bin] = cell('total', row);
    variances[bin] = cell('variance', row);
  }
  const n = counts.reduce((sum, each) => sum + each, 0);
  const mean = n === 0 ? 0 : sums.reduce((sum, each) => sum + each, 0) / n;
  let squares = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    squares += counts[bin]! * (variances[bin]! + (sums[bin]! / counts[bin]! - mean) ** 2);
  }
  return { counts, sums, unusable: rows - n, standardDeviation: n === 0 ? 0 : Math.sqrt(squares / n) };
}
