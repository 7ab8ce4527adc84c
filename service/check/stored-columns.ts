import type { Slice } from '../../analyzers/ports.ts';
import type { StoredColumns, StoredColumnsRequest } from '../../api/ports.ts';
import { PlumblineError } from '../../domain/index.ts';
import { encodeColumn } from './column-lines.ts';
import { liveSlice, type StoredData } from './stored-side.ts';

/** Numbers that are read at once; an answer of any length is written as its reader takes it. */
const VALUES_AT_ONCE = 4_000_000;
const COLUMNS_AT_ONCE = 64;

/** createStoredColumns answers the route of stored columns. */
export function createStoredColumns(data: StoredData): StoredColumns {
  return {
    async readColumns(project, model, request) {
      if ('baseline' in request) {
        const baseline = await data.baselines.loadBaseline(project, request.baseline);
        if (baseline === null || baseline.model !== model) throw new PlumblineError('not_found');
        return lines(baseline.rows, [baseline.references.map(encodeColumn)]);
      }
      const { window, segment } = request;
      const slice = liveSlice(
        project,
        model,
        { start: window.from, end: window.to },
        segment && { column: segment.feature, values: segment.values },
      );
      const rows = await data.windows.countRows(slice);
      return lines(rows, windowColumns(data, slice, rows, request.columns));
    },
  };
}

async function* lines(
  rows: number,
  columns: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncIterable<string> {
  yield `${JSON.stringify({ rows })}\n`;
  for await (const tile of columns) yield* tile;
}

async function* windowColumns(
  { windows }: StoredData,
  slice: Slice,
  rows: number,
  columns: Extract<StoredColumnsRequest, { columns: unknown }>['columns'],
): AsyncIterable<readonly string[]> {
  const size = Math.min(COLUMNS_AT_ONCE, Math.max(1, Math.floor(VALUES_AT_ONCE / Math.max(1, rows))));
  for (let from = 0; from < columns.length; from += size) {
    const tile = columns.slice(from, from + size);
    const read = await windows.readColumns(
      slice,
      tile.map(({ name, kind }) => ({ subject: { kind: 'feature', name }, kind })),
    );
    yield read.map(encodeColumn);
  }
}
