import { type Table, tableFromIPC } from 'apache-arrow';
import type { FileSampleRequest } from '../analyzers/ports.ts';
import type { RowColumn, RowSample, Subject } from '../domain/index.ts';
import { columnNamed } from './arrow-columns.ts';
import { numberExpression, textExpression } from './file-columns.ts';
import type { FileColumn, FileSource } from './file-source.ts';
import { ceilingFor } from './row-sample-reader.ts';

/** SampledColumn is a feature of the file and its kind. */
interface SampledColumn {
  readonly column: FileColumn;
  readonly subject: Subject;
  readonly kind: 'numeric' | 'categorical';
}

/** readFileSample draws whole rows of a file that has `total` rows. */
export async function readFileSample(
  source: Pick<FileSource, 'read'>,
  features: readonly SampledColumn[],
  total: number,
  { rows, values, seed }: FileSampleRequest,
): Promise<RowSample> {
  const numeric = features.filter(({ kind }) => kind === 'numeric');
  const categorical = features.filter(({ kind }) => kind === 'categorical');
  const slots = {
    numbers: numeric.map(({ column }) => `ifNull(${numberExpression(column)}, nan)`).join(', '),
    texts: categorical.map(({ column }) => textExpression(column)).join(', '),
  };
  const limit = Math.max(1, Math.min(rows, Math.floor(values / Math.max(1, features.length))));
  const input = { slots, parameters: { seed, rows: limit, ceiling: ceilingFor(limit, total) } };
  const table = tableFromIPC(await source.read('read_file_sample', input, 'ArrowStream'));
  return {
    subject: { kind: 'features', name: '' },
    rows: table.numRows,
    total,
    columns: features.map((feature): RowColumn => {
      const { subject, kind } = feature;
      return kind === 'numeric'
        ? { subject, kind, values: numbersAt(table, numeric.indexOf(feature), numeric.length) }
        : { subject, kind, ...categoriesAt(table, categorical.indexOf(feature), categorical.length) };
    }),
  };
}

/** elementsOf is the elements of a column of lists, one list after another. */
function elementsOf(table: Table, name: string) {
  return columnNamed(table, name).getChildAt(0)!;
}

function numbersAt(table: Table, place: number, width: number): Float64Array {
  const elements = elementsOf(table, 'numbers').toArray() as Float64Array;
  return Float64Array.from({ length: table.numRows }, (_, row) => elements[row * width + place]!);
}

function categoriesAt(table: Table, place: number, width: number) {
  const elements = elementsOf(table, 'texts');
  const places = new Map<string, number>();
  const codes = Int32Array.from({ length: table.numRows }, (_, row) => {
    const text = elements.get(row * width + place) as string | null;
    if (text === null) return -1;
    const code = places.get(text) ?? places.size;
    places.set(text, code);
    return code;
  });
  return { categories: [...places.keys()], codes };
}
