import { countAtMost } from '../../statistics/sorted-values.ts';
import { MOST_CELLS } from './value-grid.ts';

/** GatheredCells gives the values of marked cells, ascending; one at a time per thread. */
export interface GatheredCells {
  sorted(cell: number): Float64Array;
  /** Counts the values of a cell up to a limit. */
  atMost(cell: number, limit: number): number;
}

const INSERTION_UP_TO = 120;

const starts = new Int32Array(MOST_CELLS + 1);
const nexts = new Int32Array(MOST_CELLS);
let buffer = new Float64Array(0);

/** settle sorts one cell in place; most hold a few dozen values, and tied ones are in order already. */
function settle(start: number, end: number): void {
  let from = start + 1;
  while (from < end && buffer[from - 1]! <= buffer[from]!) from += 1;
  if (from >= end) return;
  if (end - start > INSERTION_UP_TO) {
    buffer.subarray(start, end).sort();
    return;
  }
  for (let i = from; i < end; i++) {
    const value = buffer[i]!;
    let j = i - 1;
    for (; j >= start && buffer[j]! > value; j--) buffer[j + 1] = buffer[j]!;
    buffer[j + 1] = value;
  }
}

/** gatherCells sorts the values of the marked cells, or is null when these hold more than `limit` values. */
export function gatherCells(
  cellCount: number,
  values: Float64Array,
  cells: Uint16Array,
  counts: Int32Array,
  marked: Uint8Array,
  limit: number,
): GatheredCells | null {
  let total = 0;
  for (let cell = 0; cell < cellCount; cell++) {
    starts[cell] = total;
    nexts[cell] = total;
    if (marked[cell] !== 0) total += counts[cell]!;
  }
  starts[cellCount] = total;
  if (total > limit) return null;
  if (buffer.length < total) buffer = new Float64Array(total);
  for (let i = 0; i < values.length; i++) {
    const cell = cells[i]!;
    if (marked[cell] === 0) continue;
    const place = nexts[cell]!;
    buffer[place] = values[i]!;
    nexts[cell] = place + 1;
  }
  for (let cell = 0; cell < cellCount; cell++)
    if (starts[cell + 1]! - starts[cell]! > 1) settle(starts[cell]!, starts[cell + 1]!);
  const sorted = (cell: number) => buffer.subarray(starts[cell]!, starts[cell + 1]!);
  return { sorted, atMost: (cell, limit) => countAtMost(sorted(cell), limit) };
}
