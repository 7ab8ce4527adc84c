import { resolve } from 'node:path';
import type { TableFiles } from '../../store/index.ts';
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
    columns: file.columns.map(({ name, kind, type }) => ({ subject: { kind: 'feature', name }, kind, type })),
    readColumns: (requests) =>
      file.readColumns(requests.map(({ subject, kind }) => ({ name: subject.name, kind }))),
    references: null,
    file,
    close: () => file.close(),
  };
}
