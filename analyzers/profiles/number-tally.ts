import { cellOf, chooseGrid, type ValueGrid } from '../engines/cpu/value-grid.ts';
import { binOf, type Grid } from './grid.ts';

/** NumberTally is what a profile keeps of finite numbers on a grid. */
export interface NumberTally {
  /** One count per bin of the grid. */
  readonly counts: Float64Array;
  sum: number;
  /** Sum of squared distances from the centre of the grid. */
  squares: number;
  /** Infinity without values. */
  min: number;
  /** -Infinity without values. */
  max: number;
  /** Sums of the values in the first and in the last bin. */
  lowSum: number;
  highSum: number;
}

/** NumberCounter adds values to tallies of one grid. */
export interface NumberCounter {
  empty(): NumberTally;
  /** Adds the values from one index up to another and says how many infinities it left out; NaN stands for no value. */
  add(tally: NumberTally, values: Float64Array, from: number, to: number): number;
}

/** Cells of the look-up table: most hold one edge or none, and the table stays in the fastest cache. */
const CELLS = 4096;
/** How many values of a sample the chooser of a grid wants per cell. */
const VALUES_PER_CELL = 8;
const ONE_CELL: ValueGrid = { kind: 'even', cells: 1, center: 0, scale: 1 };

/** emptyTally is the tally of no value in so many bins. */
export function emptyTally(bins: number): NumberTally {
  return {
    counts: new Float64Array(bins),
    sum: 0,
    squares: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    lowSum: 0,
    highSum: 0,
  };
}

/**
 * createNumberCounter finds bins by arithmetic: a value's cell tells between which edges it lies, and only the edges inside
 * of that cell are searched. It costs a quarter of a search through all edges.
 */
export function createNumberCounter({ edges, centre }: Grid): NumberCounter {
  const cells = (edges.length > 0 && chooseGrid(edges, CELLS * VALUES_PER_CELL)) || ONE_CELL;
  const below = edgesBelow(edges, cells);
  const last = edges.length;
  return {
    empty: () => emptyTally(last + 1),
    add(tally, values, from, to) {
      const { counts } = tally;
      // Begun anew: a number that comes out of an object would stay one, and every addition would allocate the next.
      let sum = 0;
      let squares = 0;
      let min = Number.POSITIVE_INFINITY;
      let max = Number.NEGATIVE_INFINITY;
      let lowSum = 0;
      let highSum = 0;
      let infinite = 0;
      for (let index = from; index < to; index++) {
        const value = values[index]!;
        // The difference of NaN and of an infinity with itself is NaN.
        if (value - value !== 0) {
          if (!Number.isNaN(value)) infinite += 1;
          continue;
        }
        const cell = cellOf(cells, value);
        const bin = binOf(edges, value, below[cell], below[cell + 1]);
        counts[bin]! += 1;
        sum += value;
        squares += (value - centre) * (value - centre);
        if (value < min) min = value;
        if (value > max) max = value;
        if (bin === 0) lowSum += value;
        if (bin === last) highSum += value;
      }
      tally.sum += sum;
      tally.squares += squares;
      tally.min = Math.min(tally.min, min);
      tally.max = Math.max(tally.max, max);
      tally.lowSum += lowSum;
      tally.highSum += highSum;
      return infinite;
    },
  };
}

/** The number of edges in the cells before each cell, and after the last one of all. */
function edgesBelow(edges: Float64Array, cells: ValueGrid): Uint16Array {
  const below = new Uint16Array(cells.cells + 1);
  for (const edge of edges) below[cellOf(cells, edge) + 1]! += 1;
  for (let cell = 0; cell < cells.cells; cell++) below[cell + 1]! += below[cell]!;
  return below;
}
