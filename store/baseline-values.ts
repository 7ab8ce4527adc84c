import type { Table } from 'apache-arrow';
import {
  type BaselineSummary,
  inSharedMemory,
  type Reference,
  type Subject,
  type SubjectKind,
} from '../domain/index.ts';
import { columnNamed, listOfNumbers, listOfTexts } from './arrow-columns.ts';
import type { RowBinaryWriter } from './row-binary.ts';

const NO_NUMBERS = new Float64Array(0);

/** encodeReference writes one row in the column order of insert_baseline_values.sql. */
export function encodeReference(
  writer: RowBinaryWriter,
  { project, hash }: Pick<BaselineSummary, 'project' | 'hash'>,
  position: number,
  reference: Reference,
): void {
  const numeric = reference.kind === 'numeric' ? reference : null;
  const categorical = reference.kind === 'categorical' ? reference : null;
  writer.text(project);
  writer.text(hash);
  writer.text(reference.subject.kind);
  writer.text(reference.subject.name);
  writer.uint32(position);
  writer.text(reference.kind);
  writer.uint64(reference.rows);
  writer.uint64(reference.nulls);
  writer.uint64(reference.missing);
  writer.uint64(reference.mismatched);
  writer.uint64(numeric?.n ?? 0);
  writer.bool(numeric?.sampled ?? false);
  writer.float64(numeric?.mean ?? 0);
  writer.float64(numeric?.standardDeviation ?? 0);
  writer.numbers(numeric?.sorted ?? NO_NUMBERS);
  writer.texts(categorical?.categories ?? []);
  writer.numbers(categorical?.counts ?? NO_NUMBERS);
}

/** decodeReferences reads the rows of load_baseline_values.sql. */
export function decodeReferences(table: Table): readonly Reference[] {
  return Array.from({ length: table.numRows }, (_, row) => decodeReference(table, row));
}

function decodeReference(table: Table, row: number): Reference {
  const cell = (name: string): unknown => columnNamed(table, name).get(row);
  const count = (name: string) => Number(cell(name));
  const subject: Subject = { kind: cell('subject') as SubjectKind, name: cell('feature') as string };
  const quality = {
    subject,
    rows: count('row_count'),
    nulls: count('nulls'),
    missing: count('missing'),
    mismatched: count('mismatched'),
  };
  if (cell('kind') === 'categorical') {
    return {
      ...quality,
      kind: 'categorical',
      categories: listOfTexts(table, 'categories', row),
      counts: listOfNumbers(table, 'category_counts', row),
    };
  }
  return {
    ...quality,
    kind: 'numeric',
    sorted: inSharedMemory(listOfNumbers(table, 'sorted_values', row)),
    n: count('n'),
    sampled: cell('sampled') === 1,
    mean: count('mean'),
    standardDeviation: count('standard_deviation'),
  };
}
