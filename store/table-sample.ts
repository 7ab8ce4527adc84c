import { tableFromIPC } from 'apache-arrow';
import { PlumblineError, type RowSample, type Subject } from '../domain/index.ts';
import { vectorExpression, vectorLengthExpression } from './file-columns.ts';
import { readFileSample } from './file-sample.ts';
import type { FileColumn } from './file-source.ts';
import { parseRows } from './query-runner.ts';
import { ceilingFor, vectorsOf } from './row-sample-reader.ts';
import type { Chosen } from './table-columns.ts';
import { readBytes, type TableRows } from './table-rows.ts';

/** SampleBounds say how many rows are drawn, and with which seed. */
interface SampleBounds {
  readonly limit: number;
  readonly seed: string;
}

/** sampleRows draws whole rows with the chosen columns. */
export async function sampleRows(
  rows: TableRows,
  total: number,
  choices: readonly Chosen[],
  { limit, seed }: SampleBounds,
): Promise<RowSample> {
  const features = choices.map(({ column, kind }) => {
    return { column, kind, subject: { kind: 'feature', name: column.name } as const };
  });
  const bounds = { rows: limit, values: Number.POSITIVE_INFINITY, seed };
  return readFileSample(onTable(rows), features, total, bounds);
}

/** onTable reads the part of the file that counts. */
function onTable({ source, table }: TableRows): Pick<TableRows['source'], 'read'> {
  return {
    read: (name, { slots, parameters }, format) =>
      source.read(
        name,
        { slots: { ...slots, file: table.sql }, parameters: { ...parameters, ...table.parameters } },
        format,
      ),
  };
}

/** sampleVectors draws the lists of numbers of a column, which must all be of one length. */
export async function sampleVectors(
  rows: TableRows,
  total: number,
  column: FileColumn,
  { limit, seed, path }: SampleBounds & { readonly path: string },
): Promise<RowSample> {
  await refuseLengths(rows, column, path);
  const input = {
    slots: { vector: vectorExpression(column) },
    parameters: { seed, rows: limit, ceiling: ceilingFor(limit, total) },
  };
  const bytes = await onTable(rows).read('read_file_vectors', input, 'ArrowStream');
  const table = tableFromIPC(bytes);
  const { offsets, elements: values } = vectorsOf(table);
  const subject: Subject = { kind: 'embedding', name: column.name };
  return { subject, rows: table.numRows, total, columns: [{ subject, kind: 'vector', offsets, values }] };
}

interface LengthCount {
  readonly length: number;
  readonly n: number;
  readonly first_place: number;
}

/** refuseLengths names the first row whose list is as long as no usual one. */
async function refuseLengths(rows: TableRows, column: FileColumn, path: string): Promise<void> {
  const slots = { length: vectorLengthExpression(column) };
  const counts = parseRows<LengthCount>(await readBytes(rows, 'count_file_vectors', slots, 'JSONEachRow'));
  const [usual, ...others] = counts.filter(({ length }) => length !== 0);
  const [first] = others.sort((a, b) => a.first_place - b.first_place);
  if (usual === undefined || (first === undefined && usual.length > 0)) return;
  const odd = usual.length > 0 ? first! : usual;
  const place = (odd.first_place + 1).toLocaleString('en');
  const row = Object.keys(rows.table.parameters).length > 0 ? `row ${place} of the segment` : `row ${place}`;
  const found = odd.length > 0 ? `has ${odd.length}` : 'is no list of numbers';
  throw new PlumblineError(
    'baseline_unreadable',
    `The column ${column.name} of ${path} does not hold vectors of one length: most have ${usual.length} numbers, ${row} ${found}.`,
    { details: { path, column: column.name } },
  );
}
