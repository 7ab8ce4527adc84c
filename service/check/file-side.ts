import { resolve } from 'node:path';
import type { ColumnRequest, RowsRequest } from '../../analyzers/ports.ts';
import type { RowColumn, RowSample, Subject } from '../../domain/index.ts';
import type { TableFile, TableFiles } from '../../store/index.ts';
import type { CheckOptions } from './check-options.ts';
import type { CheckSide } from './check-side.ts';
import type { SourceName } from './source-name.ts';

/** openFileSide makes a side of a local file: every column of it is a feature. */
export async function openFileSide(
  files: TableFiles,
  source: Extract<SourceName, { kind: 'file' }>,
  { segment }: Pick<CheckOptions, 'segment'>,
): Promise<CheckSide> {
  const { path, format } = source;
  const file = await files.openTableFile({ path: resolve(path), format, segment });
  return {
    name: path,
    rows: file.rows,
    columns: file.columns.map(({ name, kind, type, isVector }) => {
      return { subject: { kind: 'feature', name }, kind, type, isVector };
    }),
    readColumns: (requests) =>
      file.readColumns(requests.map(({ subject, kind }) => ({ name: subject.name, kind }))),
    readRows: (request) => readRows(file, request),
    references: null,
    file,
    close: () => file.close(),
  };
}

async function readRows(file: TableFile, { subject, columns, limit, seed }: RowsRequest): Promise<RowSample> {
  const known = new Set(file.columns.map(({ name }) => name));
  if (subject.kind === 'embedding') {
    if (file.rows > 0 && known.has(subject.name)) return file.sampleVectors(subject.name, limit, seed);
    return withoutVectors(subject, file.rows, limit);
  }
  const present = columns.filter(({ subject: { name } }) => known.has(name));
  const choices = present.map(({ subject: { name }, kind }) => ({ name, kind }));
  const sample =
    file.rows > 0 && present.length > 0
      ? await file.sampleRows(choices, limit, seed)
      : { subject, rows: Math.min(limit, file.rows), total: file.rows, columns: [] };
  return {
    ...sample,
    columns: columns.map((column) => {
      return sample.columns[present.indexOf(column)] ?? missingColumn(column, sample.rows);
    }),
  };
}

/** missingColumn is a column that no row has. */
function missingColumn({ subject, kind }: ColumnRequest, rows: number): RowColumn {
  if (kind === 'numeric') return { subject, kind, values: new Float64Array(rows).fill(Number.NaN) };
  return { subject, kind, categories: [], codes: new Int32Array(rows).fill(-1) };
}

function withoutVectors(subject: Subject, total: number, limit: number): RowSample {
  const rows = Math.min(limit, total);
  const vectors = { offsets: new Uint32Array(rows + 1), values: new Float32Array(0) };
  return { subject, rows, total, columns: [{ subject, kind: 'vector', ...vectors }] };
}
