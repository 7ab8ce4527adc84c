import type { Table } from 'apache-arrow';
import type { Baseline, RowColumn, RowSample, Subject, SubjectKind } from '../domain/index.ts';
import { columnNamed, listOfCodes, listOfNumbers, listOfTexts } from './arrow-columns.ts';
import type { QueryRunner } from './query-runner.ts';
import { createRowBinaryWriter, type RowBinaryWriter } from './row-binary.ts';

/** Bytes of values that are written or read at once. */
const PIECE_BYTES = 32 * 1024 * 1024;

/** saveSamples writes the row samples of a baseline, before its summary. */
export async function saveSamples(runner: QueryRunner, baseline: Baseline): Promise<void> {
  let writer = createRowBinaryWriter();
  let position = 0;
  const flush = async () => {
    if (writer.size > 0) await runner.insertBytes('insert_baseline_rows', 'RowBinary', writer.finish());
    writer = createRowBinaryWriter();
  };
  for (const [place, sample] of (baseline.samples ?? []).entries()) {
    for (const column of sample.columns) {
      writer.text(baseline.project);
      writer.text(baseline.hash);
      writer.uint32(position);
      writer.uint32(place);
      encodeColumn(writer, sample, column);
      position += 1;
      if (writer.size >= PIECE_BYTES) await flush();
    }
  }
  await flush();
}

function encodeColumn(writer: RowBinaryWriter, sample: RowSample, column: RowColumn): void {
  writer.text(sample.subject.kind);
  writer.text(sample.subject.name);
  writer.uint64(sample.rows);
  writer.uint64(sample.total);
  writer.text(column.subject.kind);
  writer.text(column.subject.name);
  writer.text(column.kind);
  writer.numbers(column.kind === 'numeric' ? column.values : new Float64Array(0));
  writer.numbers(column.kind === 'categorical' ? column.codes : new Int32Array(0));
  writer.texts(column.kind === 'categorical' ? column.categories : []);
  writer.numbers(column.kind === 'vector' ? column.offsets : new Uint32Array(0));
  writer.numbers(column.kind === 'vector' ? column.values : new Float32Array(0));
}

/** loadSamples reads the row samples of a baseline; none for a baseline without them. */
export async function loadSamples(
  runner: QueryRunner,
  project: string,
  hash: string,
): Promise<readonly RowSample[]> {
  const sizes = await runner.rows<{ position: number; bytes: number }>('load_baseline_row_sizes', {
    parameters: { project, hash },
  });
  const samples: (RowSample & { columns: RowColumn[] })[] = [];
  let first = 0;
  let pending = 0;
  for (const [index, { position, bytes }] of sizes.entries()) {
    pending += bytes;
    if (pending < PIECE_BYTES && index < sizes.length - 1) continue;
    const table = await runner.columns('load_baseline_rows', {
      parameters: { project, hash, first, last: position },
    });
    for (let row = 0; row < table.numRows; row++) addColumn(samples, table, row);
    first = position + 1;
    pending = 0;
  }
  return samples;
}

function addColumn(samples: (RowSample & { columns: RowColumn[] })[], table: Table, row: number): void {
  const cell = (name: string): unknown => columnNamed(table, name).get(row);
  const place = Number(cell('sample'));
  samples[place] ??= {
    subject: { kind: cell('sample_subject') as SubjectKind, name: cell('sample_name') as string },
    rows: Number(cell('row_count')),
    total: Number(cell('total_count')),
    columns: [],
  };
  samples[place].columns.push(decodeColumn(table, row));
}

function decodeColumn(table: Table, row: number): RowColumn {
  const cell = (name: string): unknown => columnNamed(table, name).get(row);
  const subject: Subject = { kind: cell('subject') as SubjectKind, name: cell('feature') as string };
  const kind = cell('kind') as RowColumn['kind'];
  if (kind === 'numeric') return { subject, kind, values: listOfNumbers(table, 'numbers', row) };
  if (kind === 'categorical') {
    const codes = columnNamed(table, 'codes').get(row).toArray() as Int32Array;
    return {
      subject,
      kind,
      categories: listOfTexts(table, 'categories', row),
      codes: Int32Array.from(codes),
    };
  }
  const elements = columnNamed(table, 'elements').get(row).toArray() as Float32Array;
  return { subject, kind, offsets: listOfCodes(table, 'offsets', row), values: Float32Array.from(elements) };
}
