import type { ColumnRequest, Slice, WindowReader } from '../analyzers/ports.ts';
import { readCategoricalColumns } from './categorical-columns.ts';
import { readNumericColumns } from './numeric-columns.ts';
import { readOutcomes } from './outcome-reader.ts';
import type { QueryRunner } from './query-runner.ts';
import { readRowSample } from './row-sample-reader.ts';
import { sliceInput } from './slice.ts';
import { completeColumns, type FeatureContents, readFeatureContents } from './usable-values.ts';

interface Told {
  readonly slice: Slice;
  readonly rows: number;
  readonly contents: FeatureContents;
}

/** createWindowReader reads windows of predictions or feature samples, each row counted once. */
export function createWindowReader(runner: QueryRunner): WindowReader {
  const told = new WeakMap<readonly ColumnRequest[], Told>();

  /** Rows that arrived between two parts change their number, and then it is asked again. */
  async function contentsOf(
    slice: Slice,
    rows: number,
    all: readonly ColumnRequest[],
  ): Promise<FeatureContents> {
    const known = told.get(all);
    if (known?.slice === slice && known.rows === rows) return known.contents;
    const contents = await readFeatureContents(runner, slice, all);
    told.set(all, { slice, rows, contents });
    return contents;
  }

  return {
    countRows: (slice) => countRows(runner, slice),
    async readColumns(slice, requests, all = requests) {
      const rows = await countRows(runner, slice);
      const [numeric, categorical] = await Promise.all([
        readNumericColumns(runner, slice, rows, requests),
        readCategoricalColumns(runner, slice, requests),
      ]);
      const usable = new Map([...numeric, ...categorical]);
      return completeColumns(rows, requests, usable, () => contentsOf(slice, rows, all));
    },
    readRows: async (slice, request) => readRowSample(runner, slice, await countRows(runner, slice), request),
    readOutcomes: async (slice, request) => {
      const [rows, outcomes] = await Promise.all([
        countRows(runner, slice),
        readOutcomes(runner, slice, request),
      ]);
      return { ...outcomes, predictions: rows };
    },
    async activeVersions(slice) {
      const rows = await runner.rows<{ version: string; row_count: number }>(
        'list_active_versions',
        sliceInput(slice),
      );
      return rows.map(({ version, row_count }) => ({ version, rows: row_count }));
    },
    async eventTimeRange(project, model, source) {
      const [range] = await runner.rows<{ first: number; last: number }>('read_event_time_range', {
        slots: { table: source },
        parameters: { project, model },
      });
      return range ?? null;
    },
  };
}

async function countRows(runner: QueryRunner, slice: Slice): Promise<number> {
  const [row] = await runner.rows<{ row_count: number }>('count_rows', sliceInput(slice));
  return row?.row_count ?? 0;
}
