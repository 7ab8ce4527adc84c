import {
  type EvenGrid,
  evenCell,
  type FloatGrid,
  floatCell,
  HIGH_WORD,
  MOST_CELLS,
  type ValueGrid,
} from './value-grid.ts';

/** GridTally is how many values each cell of a grid holds, and the sum of their distances to the center of the grid. */
export interface GridTally {
  readonly counts: Int32Array;
  readonly sums: Float64Array;
}

// A block of distances stays in the fastest cache.
const BLOCK = 2048;
const distances = new Float64Array(BLOCK);
const words = new Int32Array(distances.buffer);

/** createTally makes an empty tally that serves every grid. */
export function createTally(): GridTally {
  return { counts: new Int32Array(MOST_CELLS), sums: new Float64Array(MOST_CELLS) };
}

/** tallyValues counts values into a tally, which it empties first, and writes the cell of each value into `cells`. */
export function tallyValues(
  grid: ValueGrid,
  values: Float64Array,
  tally: GridTally,
  cells: Uint16Array,
): void {
  tally.counts.fill(0, 0, grid.cells);
  tally.sums.fill(0, 0, grid.cells);
  if (grid.kind === 'even') tallyEven(grid, values, tally, cells);
  else tallyFloat(grid, values, tally, cells);
}

function tallyEven(
  { center, scale, cells: count }: EvenGrid,
  values: Float64Array,
  { counts, sums }: GridTally,
  cells: Uint16Array,
): void {
  const last = count - 1;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i]! - center;
    const cell = evenCell(distance * scale, last);
    cells[i] = cell;
    counts[cell]! += 1;
    sums[cell]! += distance;
  }
}

function tallyFloat(
  { center, middle, reach, floor, shift }: FloatGrid,
  values: Float64Array,
  { counts, sums }: GridTally,
  cells: Uint16Array,
): void {
  for (let from = 0; from < values.length; from += BLOCK) {
    const length = Math.min(BLOCK, values.length - from);
    for (let i = 0; i < length; i++) distances[i] = values[from + i]! - center;
    for (let i = 0, word = HIGH_WORD; i < length; i++, word += 2) {
      const cell = floatCell(words[word]!, middle, reach, floor, shift);
      cells[from + i] = cell;
      counts[cell]! += 1;
      sums[cell]! += distances[i]!;
    }
  }
}
