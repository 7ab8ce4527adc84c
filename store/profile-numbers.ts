import { setImmediate } from 'node:timers/promises';
import type { GridSubject, NumberCounter, NumberTally, Slice } from '../analyzers/ports.ts';
import { createNumberCounter } from '../analyzers/ports.ts';
import type { NativeBlock } from './native-blocks.ts';
import { columnExpression } from './number-queries.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import { inTiles } from './statement-tiles.ts';

/** HourNumbers is what was counted of one subject in one hour. */
export interface HourNumbers {
  readonly tally: NumberTally;
  /** Values that were left out of it. */
  infinite: number;
}

/** NumbersByHour holds an entry where an hour has a row; hours in epoch milliseconds. */
export type NumbersByHour = ReadonlyMap<GridSubject, ReadonlyMap<number, HourNumbers>>;

/** Columns of one statement: each is one more look-up in the map of every row. */
const COLUMNS_PER_STATEMENT = 256;
/** Values that are counted at a stretch: some milliseconds. */
const VALUES_AT_ONCE = 500_000;

/** A numeric subject under count. */
interface Counted {
  readonly counter: NumberCounter;
  readonly hours: Map<number, HourNumbers>;
}

/**
 * countNumbers counts the numbers of a slice on the grids of its subjects, hour by hour. Rows stream through this process
 * block by block, so that the memory follows from hours and bins, whatever the traffic.
 */
export async function countNumbers(
  runner: QueryRunner,
  slice: Slice,
  subjects: readonly GridSubject[],
): Promise<NumbersByHour> {
  const found = new Map<GridSubject, Map<number, HourNumbers>>();
  const numeric = subjects.filter(({ grid }) => grid !== null);
  for (const tile of inTiles(numeric, COLUMNS_PER_STATEMENT)) {
    const counted = tile.map((item): Counted => {
      const hours = new Map<number, HourNumbers>();
      found.set(item, hours);
      return { counter: createNumberCounter(item.grid!), hours };
    });
    const { slots, parameters } = sliceInput(slice);
    const names = Object.fromEntries(tile.map(({ subject }, index) => [`n${index}`, subject.name]));
    const input = {
      slots: { ...slots, columns: tile.map(columnExpression).join(', ') },
      parameters: { ...parameters, ...names },
    };
    await runner.blocks('profile_numbers', input, (block) => countBlock(block, counted));
  }
  return found;
}

async function countBlock({ rows, columns }: NativeBlock, subjects: readonly Counted[]): Promise<void> {
  const values = new Float64Array(rows);
  const bytes = new Uint8Array(values.buffer);
  bytes.set(columns[0]!);
  const runs = runsOf(values);
  let counted = 0;
  for (const [index, { counter, hours }] of subjects.entries()) {
    bytes.set(columns[index + 1]!);
    for (const { start, from, to } of runs) {
      let hour = hours.get(start);
      if (!hour) {
        hour = { tally: counter.empty(), infinite: 0 };
        hours.set(start, hour);
      }
      hour.infinite += counter.add(hour.tally, values, from, to);
    }
    counted += rows;
    if (counted < VALUES_AT_ONCE) continue;
    // Other work of the process goes first.
    await setImmediate();
    counted = 0;
  }
}

/** Rows come in the order of their hours, or nearly so. */
function runsOf(starts: Float64Array) {
  const runs: { readonly start: number; readonly from: number; readonly to: number }[] = [];
  for (let from = 0; from < starts.length; ) {
    const start = starts[from]!;
    let to = from + 1;
    while (starts[to] === start) to += 1;
    runs.push({ start, from, to });
    from = to;
  }
  return runs;
}
