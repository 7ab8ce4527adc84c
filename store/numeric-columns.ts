import { setImmediate } from 'node:timers/promises';
import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import { numbersWithoutNulls } from './arrow-columns.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import type { UsableValues } from './usable-values.ts';

/** Features of one query: each is one more look-up in the map of every row. */
const FEATURES_PER_QUERY = 64;
/** Values of one query, 8 bytes each, because an embedded result is held in memory as a whole. */
const VALUES_PER_QUERY = 32_000_000;

/** readNumericColumns reads the numbers of many subjects in few queries, as Arrow. */
export async function readNumericColumns(
  runner: QueryRunner,
  slice: Slice,
  rows: number,
  requests: readonly ColumnRequest[],
): Promise<ReadonlyMap<ColumnRequest, UsableValues>> {
  const numeric = requests.filter(({ kind }) => kind === 'numeric');
  const size = Math.max(1, Math.min(FEATURES_PER_QUERY, Math.floor(VALUES_PER_QUERY / Math.max(rows, 1))));
  const columns = new Map<ColumnRequest, UsableValues>();
  for (let from = 0; from < numeric.length; from += size) {
    const tile = numeric.slice(from, from + size);
    const { slots, parameters } = sliceInput(slice);
    const names = Object.fromEntries(tile.map(({ subject }, index) => [`n${index}`, subject.name]));
    const table = await runner.columns('read_numeric_columns', {
      slots: { ...slots, columns: tile.map(columnExpression).join(', ') },
      parameters: { ...parameters, ...names },
    });
    for (const [index, request] of tile.entries()) {
      columns.set(request, { kind: 'numeric', values: numbersWithoutNulls(table.getChildAt(index)!) });
      // Copying a big column takes a while: other work of the process goes first.
      await setImmediate();
    }
  }
  return columns;
}

function columnExpression({ subject }: ColumnRequest, index: number): string {
  if (subject.kind === 'score') return `score AS c${index}`;
  if (subject.kind === 'prediction') return `prediction_number AS c${index}`;
  return `numeric_features[{n${index}:String}] AS c${index}`;
}
