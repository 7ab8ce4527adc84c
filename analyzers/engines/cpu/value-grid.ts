/**
 * ValueGrid cuts the number line into cells by arithmetic alone, so that a value finds its cell without a search. A larger
 * value never has a smaller cell. Values are taken relative to `center`; both end cells are open.
 */
export type ValueGrid = EvenGrid | FloatGrid;

/** EvenGrid has cells of one width from `center` upwards. */
export interface EvenGrid {
  readonly kind: 'even';
  readonly cells: number;
  readonly center: number;
  /** Cells per unit. */
  readonly scale: number;
}

/**
 * FloatGrid follows the exponent and the first bits of the mantissa of the distance to `center`, so its cells grow with
 * that distance: 2^(20 − shift) of them for each doubling, on both sides of one cell around the center.
 */
export interface FloatGrid {
  readonly kind: 'float';
  readonly cells: number;
  readonly center: number;
  /** The cell around the center; the first one where all values lie to the right. */
  readonly middle: number;
  /** Cells to the right of it. */
  readonly reach: number;
  /** High word of the distance below which a value is in the middle cell. */
  readonly floor: number;
  readonly shift: number;
}

/** MOST_CELLS is the largest number of cells of a grid; their indices fit into 16 bits, their counts and sums into a cache. */
export const MOST_CELLS = 65_535;
/** HIGH_WORD is the index of the half of a float64 that holds its sign and exponent. */
export const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

const FEWEST_CELLS = 1023;
/** So few values share a cell on average that sorting the values of one costs little. */
const VALUES_PER_CELL = 8;
const QUANTILES = 512;

const single = new Float64Array(1);
const singleWords = new Int32Array(single.buffer);

function highWordOf(value: number): number {
  single[0] = value;
  return singleWords[HIGH_WORD]!;
}

/** evenCell is the cell of a distance to the center, given in cells. */
export function evenCell(position: number, last: number): number {
  return Math.max(Math.min(position, last), 0) | 0;
}

/** floatCell is the cell of a distance to the center, given by its high word, without a branch on its random sign. */
export function floatCell(high: number, middle: number, reach: number, floor: number, shift: number): number {
  const above = (high & 0x7fffffff) - floor;
  const steps = above < 0 ? 0 : Math.min((above >>> shift) + 1, reach);
  const sign = high >> 31;
  return Math.max(0, middle + ((steps ^ sign) - sign));
}

/** cellOf is the cell of one value. */
export function cellOf(grid: ValueGrid, value: number): number {
  const distance = value - grid.center;
  if (grid.kind === 'even') return evenCell(distance * grid.scale, grid.cells - 1);
  return floatCell(highWordOf(distance), grid.middle, grid.reach, grid.floor, grid.shift);
}

/** writeEdges writes where each cell ends and the next begins, relative to the center; the last cell has no end. */
export function writeEdges(grid: ValueGrid, edges: Float64Array): void {
  const { cells } = grid;
  if (grid.kind === 'even') {
    for (let cell = 0; cell < cells; cell++) edges[cell] = (cell + 1) / grid.scale;
    return;
  }
  const { middle, floor, shift } = grid;
  const words = new Int32Array(edges.buffer, edges.byteOffset, 2 * cells);
  const step = 2 ** shift;
  for (let cell = 0, word = HIGH_WORD; cell < cells; cell++, word += 2) {
    const right = cell >= middle;
    const steps = right ? cell - middle : middle - cell - 1;
    words[word] = (floor + steps * step) | (right ? 0 : 0x80000000);
    words[word ^ 1] = 0;
  }
}

/** evenlyPicked takes values of equal distance in rank, without the outermost 0.1 %. */
function evenlyPicked(sorted: Float64Array): Float64Array {
  const last = sorted.length - 1;
  return Float64Array.from({ length: QUANTILES }, (_, index) => {
    return sorted[Math.round(last * (0.001 + (0.998 * index) / (QUANTILES - 1)))]!;
  });
}

function evenGrid(cells: number, quantiles: Float64Array): EvenGrid | null {
  const center = quantiles[0]!;
  const scale = cells / (quantiles.at(-1)! - center);
  return Number.isFinite(scale) && scale > 0 ? { kind: 'even', cells, center, scale } : null;
}

function floatGrid(cells: number, quantiles: Float64Array, center: number): FloatGrid | null {
  const distances = quantiles.map((value) => Math.abs(value - center)).sort();
  const farthest = distances.at(-1)!;
  if (!Number.isFinite(farthest) || farthest === 0) return null;
  const top = highWordOf(farthest);
  // A center that is one of the values has a distance of 0, and no exponent. Above 0, so that 0 and -0 share the middle.
  const floor = Math.max(1, highWordOf(distances.find((distance) => distance > 0)!));
  const middle = quantiles[0]! >= center ? 0 : (cells - 1) / 2;
  const reach = cells - 1 - middle;
  let shift = 0;
  while ((top - floor) >>> shift >= reach - 1) shift += 1;
  return { kind: 'float', cells, center, middle, reach, floor, shift };
}

/** crowding estimates how many cells share the values, as the mean over the values of one by that number. */
function crowding(grid: ValueGrid, quantiles: Float64Array): number {
  let sum = 0;
  let below = cellOf(grid, quantiles[0]!);
  for (const quantile of quantiles) {
    const cell = cellOf(grid, quantile);
    sum += 1 / Math.max(1, cell - below);
    below = cell;
  }
  return sum;
}

/** chooseGrid finds the grid that spreads an ascending, non-empty sample best; null where no grid can. */
export function chooseGrid(sorted: Float64Array, rows: number): ValueGrid | null {
  const quantiles = evenlyPicked(sorted);
  const wanted = 2 ** Math.round(Math.log2(rows / VALUES_PER_CELL)) - 1;
  const cells = Math.min(Math.max(wanted, FEWEST_CELLS), MOST_CELLS);
  const grids = [
    evenGrid(cells, quantiles),
    floatGrid(cells, quantiles, 0),
    floatGrid(cells, quantiles, quantiles[QUANTILES / 2]!),
  ].filter((grid) => grid !== null);
  const crowded = grids.map((grid) => crowding(grid, quantiles));
  return grids[crowded.indexOf(Math.min(...crowded))] ?? null;
}
