import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import { createNumberColumns } from './number-columns.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import type { ReadValues } from './usable-values.ts';

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

/** readNumericColumns reads the numbers of many subjects in few queries, block by block into the arrays that it returns. */
export async function readNumericColumns(
  runner: QueryRunner,
  slice: Slice,
  rows: number,
  requests: readonly ColumnRequest[],
): Promise<ReadonlyMap<ColumnRequest, ReadValues>> {
  const numeric = requests.filter(({ kind }) => kind === 'numeric');
  const features = numeric.filter(({ subject }) => subject.kind === 'feature');
  const wholeMaps = await areWholeMapsCheaper(runner, slice, features.length);
  const most = wholeMaps ? numeric.length : LOOK_UPS_PER_QUERY;
  const columns = new Map<ColumnRequest, ReadValues>();
  for (let from = 0; from < numeric.length; from += most) {
    const some = numeric.slice(from, from + most);
    const found = wholeMaps
      ? await readWholeMaps(runner, slice, rows, some)
      : await lookUp(runner, slice, rows, some);
    for (const [request, values] of found) columns.set(request, values);
  }
  return columns;
}

/** Few of many names are looked up by ClickHouse; most of them are cheaper to sort out of the whole maps here. */
async function areWholeMapsCheaper(runner: QueryRunner, slice: Slice, names: number): Promise<boolean> {
  if (names <= ALWAYS_LOOKED_UP) return false;
  const [row] = await runner.rows<{ width: number }>('read_map_width', sliceInput(slice));
  const width = Math.max(row?.width ?? 0, 1);
  return ENTRY_COST * width < names * (LOOK_UP_COST + PASSED_ENTRY_COST * width);
}

async function readWholeMaps(
  runner: QueryRunner,
  slice: Slice,
  rows: number,
  requests: readonly ColumnRequest[],
): Promise<Map<ColumnRequest, ReadValues>> {
  const { slots, parameters } = sliceInput(slice);
  const read = createNumberColumns(requests.length, rows);
  const columnOf = new Map<string, number>();
  const others: number[] = [];
  for (const [column, { subject }] of requests.entries())
    if (subject.kind === 'feature') columnOf.set(subject.name, column);
    else others.push(column);
  const own = others.map((column) => columnExpression(requests[column]!, column));
  const columns = ['numeric_features', ...own].join(', ');
  await runner.blocks('read_numeric_columns', { slots: { ...slots, columns }, parameters }, (block) => {
    read.addMaps(block.map!, columnOf);
    for (const [index, bytes] of block.columns.entries()) read.addNumbers(others[index]!, bytes);
  });
  return new Map(
    requests.map((request, column) => [
      request,
      { kind: 'numeric', nulls: read.nulls(column), values: read.take(column) },
    ]),
  );
}

async function lookUp(
  runner: QueryRunner,
  slice: Slice,
  rows: number,
  requests: readonly ColumnRequest[],
): Promise<Map<ColumnRequest, ReadValues>> {
  const { slots, parameters } = sliceInput(slice);
  const names = Object.fromEntries(requests.map(({ subject }, index) => [`n${index}`, subject.name]));
  const read = createNumberColumns(requests.length, rows);
  const columns = requests.map(columnExpression).join(', ');
  const input = { slots: { ...slots, columns }, parameters: { ...parameters, ...names } };
  await runner.blocks('read_numeric_columns', input, (block) => {
    for (const [column, bytes] of block.columns.entries()) read.addNumbers(column, bytes);
  });
  return new Map(
    requests.map((request, column) => [request, { kind: 'numeric', nulls: 0, values: read.take(column) }]),
  );
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
