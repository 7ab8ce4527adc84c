import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import { createNumberColumns } from './number-columns.ts';
import { planNumberQueries } from './number-queries.ts';
import type { QueryRunner } from './query-runner.ts';
import type { ReadValues } from './usable-values.ts';

/** readNumericColumns reads the numbers of many subjects in few queries, block by block into the arrays that it returns. */
export async function readNumericColumns(
  runner: QueryRunner,
  slice: Slice,
  rows: number,
  requests: readonly ColumnRequest[],
): Promise<ReadonlyMap<ColumnRequest, ReadValues>> {
  const numeric = requests.filter(({ kind }) => kind === 'numeric');
  const columns = new Map<ColumnRequest, ReadValues>();
  for (const query of await planNumberQueries(runner, slice, numeric)) {
    const read = createNumberColumns(query.requests.length, rows);
    await query.run(read);
    for (const [column, request] of query.requests.entries())
      columns.set(request, { kind: 'numeric', nulls: read.nulls(column), values: read.take(column) });
  }
  return columns;
}
