import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import { createNumberColumns } from './number-columns.ts';
import { planNumberQueries } from './number-queries.ts';
import type { QueryRunner } from './query-runner.ts';
import type { Placed, ScratchFile } from './scratch-file.ts';
import type { ReadValues } from './usable-values.ts';

/** SpilledColumns are numbers that were read in one go and wait in a file until their part is asked for. */
export interface SpilledColumns {
  read(requests: readonly ColumnRequest[]): Promise<ReadonlyMap<ColumnRequest, ReadValues>>;
}

/** Stretch is a run of a column's numbers in the file. */
interface Stretch {
  readonly place: number;
  readonly length: number;
}

interface Spilled {
  readonly stretches: Stretch[];
  nulls: number;
}

/** Bytes that are gathered before they are written, over all columns. */
const STRIPE_BYTES = 64 * 1024 * 1024;

/** spillNumericColumns reads the numbers of many subjects into a file, a stripe of rows after the other, column by column. */
export async function spillNumericColumns(
  runner: QueryRunner,
  slice: Slice,
  requests: readonly ColumnRequest[],
  file: ScratchFile,
): Promise<SpilledColumns> {
  const spilled = new Map<ColumnRequest, Spilled>();
  for (const query of await planNumberQueries(runner, slice, requests)) {
    const count = query.requests.length;
    for (const request of query.requests) spilled.set(request, { stretches: [], nulls: 0 });
    const room = Math.max(1, Math.floor(STRIPE_BYTES / (8 * count)));
    const read = createNumberColumns(count, room);
    let held = 0;
    const spill = async () => {
      held = 0;
      const arrays = read.drain();
      const places = await file.append(arrays);
      for (const [column, { length }] of arrays.entries())
        spilled.get(query.requests[column]!)!.stretches.push({ place: places[column]!, length });
    };
    await query.run(read, async (rows) => {
      if (held > 0 && held + rows > room) await spill();
      held += rows;
    });
    if (held > 0) await spill();
    for (const [column, request] of query.requests.entries())
      spilled.get(request)!.nulls = read.nulls(column);
  }
  return { read: (some) => readBack(some, spilled, file) };
}

async function readBack(
  requests: readonly ColumnRequest[],
  spilled: ReadonlyMap<ColumnRequest, Spilled>,
  file: ScratchFile,
): Promise<ReadonlyMap<ColumnRequest, ReadValues>> {
  const columns = new Map<ColumnRequest, ReadValues>();
  const pieces: Placed[] = [];
  for (const request of requests) {
    const { stretches, nulls } = spilled.get(request)!;
    const values = new Float64Array(stretches.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const { place, length } of stretches) {
      pieces.push({ place, array: values.subarray(at, at + length) });
      at += length;
    }
    columns.set(request, { kind: 'numeric', nulls, values });
  }
  await file.read(pieces);
  return columns;
}
