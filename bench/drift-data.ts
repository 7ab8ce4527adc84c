import { createChdbConnection } from 'chdb/connection';
import { openStore } from '../store/index.ts';

/** DriftShape is the size of a data set; every side has `rows` rows. */
export interface DriftShape {
  readonly rows: number;
  readonly numeric: number;
  readonly categorical: number;
  /** Days of the current window, over which its rows are spread. */
  readonly days: number;
}

/** BENCH_MODEL is the model that the data belong to. */
export const BENCH_MODEL = 'bench';

const DAY = 86_400_000;
/** A Monday. The reference is its day, the current window begins with the next one. */
const REFERENCE_START = Date.UTC(2026, 0, 5);

/** REFERENCE_WINDOW holds the reference. */
export const REFERENCE_WINDOW = { start: REFERENCE_START, end: REFERENCE_START + DAY };

/** currentWindow holds the current side. */
export function currentWindow({ days }: Pick<DriftShape, 'days'>) {
  return { start: REFERENCE_WINDOW.end, end: REFERENCE_WINDOW.end + days * DAY };
}

/** uniform is a number in (0, 1) of a row, a column and a use, the same in every run. */
function uniform(column: string, use: number): string {
  return `((bitShiftRight(cityHash64(row, '${column}', ${use}), 11) + 0.5) / 9007199254740992)`;
}

function normal(column: string): string {
  return `(sqrt(-2 * log(${uniform(column, 1)})) * cos(2 * pi() * ${uniform(column, 2)}))`;
}

/** Shapes of numeric columns, by turns; `shift` is 0 for the reference and grows in some columns of the current side. */
const NUMERIC_SHAPES: readonly ((column: string, shift: string) => string)[] = [
  (c, shift) => `${normal(c)} + ${shift}`,
  (c, shift) => `exp(${normal(c)} + ${shift})`,
  (c, shift) => `pow(${uniform(c, 1)}, -1 / 1.5) * (1 + ${shift})`,
  (c, shift) => `round(20 * exp(0.5 * ${normal(c)} + ${shift}), 2)`,
  (c, shift) => `floor(-12 * log(${uniform(c, 1)}) * (1 + ${shift}))`,
  (c, shift) => `if(${uniform(c, 2)} < 0.4, 0, -log(${uniform(c, 1)}) * (1 + ${shift}))`,
  (c, shift) => `${uniform(c, 1)} * (1 + ${shift})`,
  (c, shift) => `1000000 + ${normal(c)} + ${shift}`,
];

/** numericExpression gives the values of a numeric column; the last two are constant and of five values, three have nulls. */
function numericExpression(index: number, count: number): string {
  const column = numericName(index);
  const shift = index % 3 === 0 ? `(current * ${(0.02 * (1 + (index % 7))).toFixed(2)})` : '0';
  if (index === count - 1) return '7.0';
  if (index === count - 2) return `floor(5 * ${uniform(column, 1)})`;
  const value = NUMERIC_SHAPES[index % NUMERIC_SHAPES.length]!(column, shift);
  return index % 16 === 1 ? `if(${uniform(column, 3)} < 0.02, NULL, ${value})` : value;
}

const CARDINALITIES = [2, 3, 5, 8, 20, 50, 200, 1000, 5000, 20_000];

/** categoricalExpression gives texts of uneven frequency: the k-th category is about 1/k as frequent as the first. */
function categoricalExpression(index: number): string {
  const column = categoricalName(index);
  const cardinality = CARDINALITIES[index % CARDINALITIES.length]!;
  const drift = index % 3 === 0 ? '(1 + current * 0.1)' : '1';
  return `concat('v', toString(toUInt32(pow(${cardinality}, pow(${uniform(column, 1)}, ${drift})))))`;
}

/** numericName and categoricalName are the features' names. */
export function numericName(index: number): string {
  return `n${String(index).padStart(4, '0')}`;
}

export function categoricalName(index: number): string {
  return `c${String(index).padStart(2, '0')}`;
}

function mapExpression(type: string, entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return `CAST(map(), '${type}')`;
  const names = entries.map(([name]) => `'${name}'`).join(', ');
  return `CAST((${`[${names}]`}, [${entries.map(([, value]) => value).join(', ')}]), '${type}')`;
}

function columnsOf({ numeric, categorical }: DriftShape) {
  return {
    numbers: Array.from(
      { length: numeric },
      (_, i) => [numericName(i), numericExpression(i, numeric)] as const,
    ),
    texts: Array.from(
      { length: categorical },
      (_, i) => [categoricalName(i), categoricalExpression(i)] as const,
    ),
  };
}

/** Rows of one side; both sides have other row numbers, and so other random numbers. */
function rowsOf({ rows }: DriftShape, current: 0 | 1, from: number, to: number): string {
  return `(SELECT number AS position, number + ${current * rows} AS row, ${current} AS current FROM numbers(${from}, ${to - from}))`;
}

const PIECE_VALUES = 10_000_000;

/** fillStore writes both sides as predictions into a new data directory, in insertion order of time. */
export async function fillStore(directory: string, shape: DriftShape): Promise<void> {
  await (await openStore({ url: `chdb:${directory}` })).close();
  const { numbers, texts } = columnsOf(shape);
  const piece = Math.max(1000, Math.floor(PIECE_VALUES / (shape.numeric + shape.categorical)));
  const connection = createChdbConnection({ path: directory });
  try {
    for (const current of [0, 1] as const)
      for (let from = 0; from < shape.rows; from += piece) {
        const to = Math.min(from + piece, shape.rows);
        const { start, end } = current === 0 ? REFERENCE_WINDOW : currentWindow(shape);
        await connection.chdb.queryAsync(
          `INSERT INTO predictions (project, model, hour, prediction_id, version, deployment, source, event_time,
             received_at, prediction_text, prediction_number, score, numeric_features, categorical_features, precedence)
           SELECT 'default', '${BENCH_MODEL}', toStartOfHour(event_time, 'UTC'), toString(cityHash64(row)), 'v1', 'live', 'bench',
             fromUnixTimestamp64Milli(toInt64(${start} + intDiv(position * ${end - start}, ${shape.rows})), 'UTC') AS event_time, now64(3, 'UTC'),
             '1', 1, ${uniform('score', 1)},
             ${mapExpression('Map(LowCardinality(String), Nullable(Float64))', numbers)},
             ${mapExpression('Map(LowCardinality(String), Nullable(String))', texts)}, row
           FROM ${rowsOf(shape, current, from, to)}
           SETTINGS max_insert_block_size = 1048576, optimize_on_insert = 0`,
        );
      }
    await connection.chdb.queryAsync('OPTIMIZE TABLE predictions FINAL');
  } finally {
    await connection.close();
  }
}

/** exportParquet writes both sides as Parquet files with one column per feature, for tools that read files. */
export async function exportParquet(
  directory: string,
  shape: DriftShape,
  files: readonly [string, string],
): Promise<void> {
  const { numbers, texts } = columnsOf(shape);
  const columns = [...numbers, ...texts].map(([name, value]) => `${value} AS ${name}`).join(', ');
  const connection = createChdbConnection({ path: directory });
  try {
    for (const current of [0, 1] as const)
      await connection.chdb.queryAsync(
        `SELECT ${columns} FROM ${rowsOf(shape, current, 0, shape.rows)}
         INTO OUTFILE '${files[current]}' TRUNCATE FORMAT Parquet SETTINGS max_block_size = 65536`,
      );
  } finally {
    await connection.close();
  }
}
