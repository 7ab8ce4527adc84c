import type { Data, Table } from 'apache-arrow';
import type { RowsRequest, Slice } from '../analyzers/ports.ts';
import type { CategoricalRows, NumericRows, RowColumn, RowSample } from '../domain/index.ts';
import { columnNamed } from './arrow-columns.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';

/** readRowSample draws rows of a slice that has `total` rows, by a hash of their ids, with their columns aligned. */
export async function readRowSample(
  runner: QueryRunner,
  slice: Slice,
  total: number,
  request: RowsRequest,
): Promise<RowSample> {
  const { subject } = request;
  const { slots, parameters } = sliceInput(slice);
  const draw = {
    ...parameters,
    seed: request.seed,
    ceiling: ceilingFor(request.limit, total),
    rows: request.limit,
  };
  if (subject.kind === 'embedding') {
    const table = await runner.columns('read_row_vectors', {
      slots,
      parameters: { ...draw, embedding: subject.name },
    });
    const { offsets, elements } = vectorsOf(table);
    const columns: RowColumn[] = [{ subject, kind: 'vector', offsets, values: elements }];
    return { subject, rows: table.numRows, total: Math.max(total, table.numRows), columns };
  }
  const numbers = request.columns
    .filter(({ kind }) => kind === 'numeric')
    .map(({ subject: { name } }) => name);
  const texts = request.columns
    .filter(({ kind }) => kind === 'categorical')
    .map(({ subject: { name } }) => name);
  const table = await runner.columns('read_row_features', {
    slots,
    parameters: { ...draw, ...placesOf('number', numbers), ...placesOf('text', texts) },
  });
  const numeric = numericRows(table, numbers);
  const categorical = categoricalRows(table, texts);
  const columns = request.columns.map(({ kind, subject: { name } }) =>
    kind === 'numeric' ? numeric[numbers.indexOf(name)]! : categorical[texts.indexOf(name)]!,
  );
  return { subject, rows: table.numRows, total: Math.max(total, table.numRows), columns };
}

/**
 * ceilingFor is the largest hash of 32 bits that is worth reading: it keeps five standard deviations more rows than
 * asked for, so that a statement sorts no more than it needs and still finds enough.
 */
export function ceilingFor(limit: number, total: number): number {
  const wanted = limit + 5 * Math.sqrt(limit) + 25;
  return wanted >= total ? 0xffff_ffff : Math.floor((wanted / total) * 0xffff_ffff);
}

/** A function over an empty list of names has no type, so one name stands in that no row is told by. */
function placesOf(what: 'number' | 'text', names: readonly string[]) {
  const places = names.map((_, index) => index + 1);
  return {
    [`${what}s`]: names.length === 0 ? [''] : names,
    [`${what}_places`]: names.length === 0 ? [0] : places,
  };
}

function numericRows(table: Table, names: readonly string[]): NumericRows[] {
  const columns = names.map((name): NumericRows => {
    const values = new Float64Array(table.numRows).fill(Number.NaN);
    return { subject: { kind: 'feature', name }, kind: 'numeric', values };
  });
  const values = elementChunks(table, 'numbers').map((chunk) => chunk.values as Float64Array);
  eachPlace(table, 'number_places', (row, place, chunk, at) => {
    columns[place - 1]!.values[row] = values[chunk]![at]!;
  });
  return columns;
}

function categoricalRows(table: Table, names: readonly string[]): CategoricalRows[] {
  const codesOf = names.map(() => new Map<string, number>());
  const codes = names.map(() => new Int32Array(table.numRows).fill(-1));
  // A result without rows has no elements to ask for.
  const column = table.numRows === 0 ? null : columnNamed(table, 'texts').getChildAt(0);
  const starts = chunkStarts(elementChunks(table, 'texts'));
  eachPlace(table, 'text_places', (row, place, chunk, at) => {
    const text = column!.get(starts[chunk]! + at) as string | null;
    if (text === null) return;
    const known = codesOf[place - 1]!;
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    codes[place - 1]![row] = code;
  });
  return names.map((name, index) => ({
    subject: { kind: 'feature', name },
    kind: 'categorical',
    categories: [...codesOf[index]!.keys()],
    codes: codes[index]!,
  }));
}

/** eachPlace visits the elements that were asked for: the row, the place, and where in which chunk the value lies. */
function eachPlace(
  table: Table,
  name: string,
  visit: (row: number, place: number, chunk: number, at: number) => void,
): void {
  let row = 0;
  for (const [chunk, data] of filledChunks(table, name).entries()) {
    const places = data.children[0]!.values as Uint32Array;
    for (let index = 0; index < data.length; index++, row++) {
      const end = data.valueOffsets[index + 1]!;
      for (let at = data.valueOffsets[index]!; at < end; at++) {
        if (places[at]! > 0) visit(row, places[at]!, chunk, at);
      }
    }
  }
}

function elementChunks(table: Table, name: string): Data[] {
  return filledChunks(table, name).map((data) => data.children[0]!);
}

/** A result without rows is one chunk without children. */
function filledChunks(table: Table, name: string): Data[] {
  return columnNamed(table, name).data.filter(({ length }) => length > 0);
}

function chunkStarts(chunks: readonly Data[]): number[] {
  let start = 0;
  return chunks.map(({ length }) => {
    start += length;
    return start - length;
  });
}

/** vectorsOf copies the vectors of a result, one after another. */
export function vectorsOf(table: Table): { readonly offsets: Uint32Array; readonly elements: Float32Array } {
  const chunks = filledChunks(table, 'vector');
  const sizes = chunks.map((data) => data.valueOffsets[data.length]! - data.valueOffsets[0]!);
  const offsets = new Uint32Array(table.numRows + 1);
  const elements = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
  let row = 0;
  let filled = 0;
  for (const [chunk, data] of chunks.entries()) {
    const first = data.valueOffsets[0]!;
    const values = data.children[0]!.values as Float32Array;
    elements.set(values.subarray(first, first + sizes[chunk]!), filled);
    for (let index = 0; index < data.length; index++) {
      row += 1;
      offsets[row] = filled + data.valueOffsets[index + 1]! - first;
    }
    filled += sizes[chunk]!;
  }
  return { offsets, elements };
}
