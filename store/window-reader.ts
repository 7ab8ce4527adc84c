import type { ColumnRequest, Slice, WindowReader } from '../analyzers/ports.ts';
import { readCategoricalColumns } from './categorical-columns.ts';
import { readNumericColumns } from './numeric-columns.ts';
import { readOutcomes } from './outcome-reader.ts';
import type { QueryRunner } from './query-runner.ts';
import { readRowSample } from './row-sample-reader.ts';
import { openScratchFile } from './scratch-file.ts';
import { sliceInput } from './slice.ts';
import { spillNumericColumns } from './spilled-columns.ts';
import { completeColumns, type FeatureContents, readFeatureContents } from './usable-values.ts';

/**
 * createWindowReader reads windows of predictions or feature samples, each row counted once. What does not fit into memory
 * waits in files of the scratch directory.
 */
export function createWindowReader(runner: QueryRunner, scratch: string): WindowReader {
  async function* readParts(slice: Slice, parts: readonly (readonly ColumnRequest[])[]) {
    const contentsOf = createContents(runner, slice, parts.flat());
    const ofNumbers = parts.map((part) => part.filter(({ kind }) => kind === 'numeric'));
    const spills = ofNumbers.filter(({ length }) => length > 0).length > 1;
    const file = spills ? openScratchFile(scratch) : null;
    try {
      const spilled = file && (await spillNumericColumns(runner, slice, ofNumbers.flat(), file));
      // What was read in one go has one number of rows; the others are read, and so counted, when their turn comes.
      const spilledRows = spilled && (await countRows(runner, slice));
      for (const [index, part] of parts.entries()) {
        const isSpilled = part.length === ofNumbers[index]!.length;
        const rows = (isSpilled && spilledRows) || (await countRows(runner, slice));
        const [numeric, categorical] = await Promise.all([
          spilled ? spilled.read(ofNumbers[index]!) : readNumericColumns(runner, slice, rows, part),
          readCategoricalColumns(runner, slice, part),
        ]);
        yield await completeColumns(rows, part, new Map([...numeric, ...categorical]), () =>
          contentsOf(rows),
        );
      }
    } finally {
      await file?.close();
    }
  }

  return {
    countRows: (slice) => countRows(runner, slice),
    readParts,
    async readColumns(slice, requests) {
      for await (const columns of readParts(slice, [requests])) return columns;
      return [];
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

/** createContents asks once what lacks in all parts; rows that arrived in between change their number, and then again. */
function createContents(runner: QueryRunner, slice: Slice, all: readonly ColumnRequest[]) {
  let known: { readonly rows: number; readonly contents: Promise<FeatureContents> } | null = null;
  return (rows: number): Promise<FeatureContents> => {
    if (known?.rows !== rows) known = { rows, contents: readFeatureContents(runner, slice, all) };
    return known.contents;
  };
}

async function countRows(runner: QueryRunner, slice: Slice): Promise<number> {
  const [row] = await runner.rows<{ row_count: number }>('count_rows', sliceInput(slice));
  return row?.row_count ?? 0;
}
