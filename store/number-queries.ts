import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import type { NumberColumns } from './number-columns.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';

/** NumberQuery is one statement that reads the numbers of some subjects. */
export interface NumberQuery {
  readonly requests: readonly ColumnRequest[];
  /** Puts the numbers of the n-th request into the n-th column; `before` hears how many rows a block will add. */
  run(columns: NumberColumns, before?: (rows: number) => Promise<void>): Promise<void>;
}

/** Columns of one query that looks names up: each is one more look-up in the map of every row. */
const LOOK_UPS_PER_QUERY = 256;
/** So few names are always looked up, without asking how wide the maps are. */
const ALWAYS_LOOKED_UP = 8;
/**
 * Nanoseconds of CPU time, measured on maps of 40 to 1,000 entries: to hand over an entry and put it into its column, and
 * to look a name up in a map, which passes over half of its entries.
 */
const ENTRY_COST = 11;
const LOOK_UP_COST = 18;
const PASSED_ENTRY_COST = 0.036;

/** planNumberQueries chooses how the numbers of some subjects are read: few of many names are looked up, most of them sorted out here. */
export async function planNumberQueries(
  runner: QueryRunner,
  slice: Slice,
  requests: readonly ColumnRequest[],
): Promise<readonly NumberQuery[]> {
  const features = requests.filter(({ subject }) => subject.kind === 'feature');
  if (await areWholeMapsCheaper(runner, slice, features.length)) return [wholeMaps(runner, slice, requests)];
  const queries: NumberQuery[] = [];
  for (let from = 0; from < requests.length; from += LOOK_UPS_PER_QUERY)
    queries.push(lookUps(runner, slice, requests.slice(from, from + LOOK_UPS_PER_QUERY)));
  return queries;
}

async function areWholeMapsCheaper(runner: QueryRunner, slice: Slice, names: number): Promise<boolean> {
  if (names <= ALWAYS_LOOKED_UP) return false;
  const [row] = await runner.rows<{ width: number }>('read_map_width', sliceInput(slice));
  const width = Math.max(row?.width ?? 0, 1);
  return ENTRY_COST * width < names * (LOOK_UP_COST + PASSED_ENTRY_COST * width);
}

function wholeMaps(runner: QueryRunner, slice: Slice, requests: readonly ColumnRequest[]): NumberQuery {
  const { slots, parameters } = sliceInput(slice);
  const columnOf = new Map<string, number>();
  const others: number[] = [];
  for (const [column, { subject }] of requests.entries())
    if (subject.kind === 'feature') columnOf.set(subject.name, column);
    else others.push(column);
  const own = others.map((column) => columnExpression(requests[column]!, column));
  const columns = ['numeric_features', ...own].join(', ');
  return {
    requests,
    run: (read, before) =>
      runner.blocks('read_numeric_columns', { slots: { ...slots, columns }, parameters }, async (block) => {
        await before?.(block.rows);
        read.addMaps(block.map!, columnOf);
        for (const [index, bytes] of block.columns.entries()) read.addNumbers(others[index]!, bytes);
      }),
  };
}

function lookUps(runner: QueryRunner, slice: Slice, requests: readonly ColumnRequest[]): NumberQuery {
  const { slots, parameters } = sliceInput(slice);
  const names = Object.fromEntries(requests.map(({ subject }, index) => [`n${index}`, subject.name]));
  const columns = requests.map(columnExpression).join(', ');
  const input = { slots: { ...slots, columns }, parameters: { ...parameters, ...names } };
  return {
    requests,
    run: (read, before) =>
      runner.blocks('read_numeric_columns', input, async (block) => {
        await before?.(block.rows);
        for (const [column, bytes] of block.columns.entries()) read.addNumbers(column, bytes);
      }),
  };
}

/**
 * columnExpression selects a subject's numbers as c0, c1, …, with {n0}, {n1}, … for names of features. NULL travels as NaN, which no
 * record holds: the blocks are half as large to write and to read that way.
 */
export function columnExpression({ subject }: ColumnRequest, index: number): string {
  if (subject.kind === 'score') return `ifNull(score, nan) AS c${index}`;
  if (subject.kind === 'prediction') return `ifNull(prediction_number, nan) AS c${index}`;
  return `ifNull(numeric_features[{n${index}:String}], nan) AS c${index}`;
}
