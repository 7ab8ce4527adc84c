import type { NumericComparison } from '../../statistics/compared-pair.ts';
import { type GatheredCells, gatherCells } from './gathered-cells.ts';
import { createTally, type GridTally, tallyValues } from './grid-tally.ts';
import { cellOf, chooseGrid, MOST_CELLS, type ValueGrid, writeEdges } from './value-grid.ts';

/** Sides are both samples of one comparison on one grid; `gap` below is n·m·(F − G), an integer. */
interface Sides {
  readonly grid: ValueGrid;
  readonly sorted: Float64Array;
  readonly reference: GridTally;
  readonly current: GridTally;
  /** The one value that all of a cell's rows of both sides have, else NaN. */
  readonly singles: Float64Array;
  readonly n: number;
  readonly m: number;
}

/** Above this share of values in cells that have to be sorted, sorting all of them at once is cheaper. */
const WORTH_GATHERING = 0.5;

const reference = createTally();
const current = createTally();
const singles = new Float64Array(MOST_CELLS);
const edges = new Float64Array(MOST_CELLS);
const marked = new Uint8Array(MOST_CELLS);
let cellBuffer = new Uint16Array(0);

function cellScratch(length: number): Uint16Array {
  if (cellBuffer.length < length) cellBuffer = new Uint16Array(length);
  return cellBuffer.subarray(0, length);
}

/**
 * compareOnGrid measures sup |F − G| and ∫ |F − G| from counts and sums per cell and sorts only those cells where that is
 * not enough: where the supremum may still lie, where F − G may change its sign, and where an edge lies. It is null where
 * this does not pay or where sums overflow. Neither side is empty; the values are finite and stay as they are.
 */
export function compareOnGrid(
  sorted: Float64Array,
  values: Float64Array,
  limits: readonly number[],
): NumericComparison | null {
  const grid = chooseGrid(sorted, Math.max(sorted.length, values.length));
  if (grid === null) return null;
  const cells = cellScratch(Math.max(sorted.length, values.length));
  tallyValues(grid, sorted, reference, cells);
  tallyValues(grid, values, current, cells);
  const sides = { grid, sorted, reference, current, singles, n: sorted.length, m: values.length };
  findSingles(sides, values, cells);
  marked.fill(0, 0, grid.cells);
  writeEdges(grid, edges);
  const { widest, area } = sumCells(sides);
  markWider(sides, widest);
  for (const limit of limits) {
    const cell = cellOf(grid, limit);
    if (Number.isNaN(singles[cell]!)) marked[cell]! |= 2;
  }
  const gathered = gatherCells(
    grid.cells,
    values,
    cells,
    current.counts,
    marked,
    WORTH_GATHERING * values.length,
  );
  if (gathered === null) return null;
  const inner = walkMarked(sides, gathered, widest);
  if (!Number.isFinite(area + inner.area)) return null;
  const pairs = sides.n * sides.m;
  return {
    distance: { supremum: inner.widest / pairs, area: (area + inner.area) / pairs },
    binCounts: countBetween(sides, gathered, limits),
  };
}

/** findSingles tells the cells that hold one distinct value; data without ties has none that matter. */
function findSingles(sides: Sides, values: Float64Array, cells: Uint16Array): void {
  const { grid, sorted, n } = sides;
  singles.fill(Number.NaN, 0, grid.cells);
  let tied = 0;
  for (let cell = 0, start = 0; cell < grid.cells; cell++) {
    const count = reference.counts[cell]!;
    if (count > 0 && sorted[start] === sorted[start + count - 1]) {
      singles[cell] = sorted[start]!;
      if (count > 1) tied += count;
    }
    start += count;
  }
  if (tied < n / 100) return void singles.fill(Number.NaN, 0, grid.cells);
  for (let i = 0; i < values.length; i++) {
    const cell = cells[i]!;
    if (values[i] !== singles[cell]) singles[cell] = Number.NaN;
  }
}

/** areaOfCell is n·m·∫ (F − G) over a cell, from counts and sums; `first` says that no value lies below the cell. */
function areaOfCell({ n, m }: Sides, cell: number, gap: number, first: boolean): number {
  const p = reference.counts[cell]!;
  const q = current.counts[cell]!;
  const sumP = reference.sums[cell]!;
  const sumQ = current.sums[cell]!;
  if (first) {
    const upper = edges[cell]!;
    return m * (p * upper - sumP) - n * (q * upper - sumQ);
  }
  const lower = edges[cell - 1]!;
  const after = gap + p * m - q * n;
  const inside = n * (sumQ - q * lower) - m * (sumP - p * lower);
  // The last cell has no upper end, and nothing is left of the gap there.
  return after === 0 ? inside : after * (edges[cell]! - lower) + inside;
}

/** sumCells finds the widest gap at the edges of cells and the area where no value has to be sorted, and marks the rest. */
function sumCells(sides: Sides): { readonly widest: number; readonly area: number } {
  const { grid, n, m } = sides;
  let gap = 0;
  let widest = 0;
  let area = 0;
  let previous = -1;
  for (let cell = 0; cell < grid.cells; cell++) {
    const p = reference.counts[cell]!;
    const q = current.counts[cell]!;
    if (p === 0 && q === 0) continue;
    const first = previous < 0;
    if (gap !== 0 && previous < cell - 1) area += Math.abs(gap) * (edges[cell - 1]! - edges[previous]!);
    const after = gap + p * m - q * n;
    const single = singles[cell]!;
    if (!Number.isNaN(single)) {
      const distance = single - grid.center;
      if (gap !== 0) area += Math.abs(gap) * (distance - edges[cell - 1]!);
      if (after !== 0) area += Math.abs(after) * (edges[cell]! - distance);
    } else if (gap - q * n >= 0 || gap + p * m <= 0) area += Math.abs(areaOfCell(sides, cell, gap, first));
    else marked[cell] = 1;
    gap = after;
    if (Math.abs(gap) > widest) widest = Math.abs(gap);
    previous = cell;
  }
  return { widest, area };
}

/** markWider marks the cells inside which the gap may be wider than at any edge of a cell. */
function markWider({ grid, n, m }: Sides, widest: number): void {
  let gap = 0;
  for (let cell = 0; cell < grid.cells; cell++) {
    const up = reference.counts[cell]! * m;
    const down = current.counts[cell]! * n;
    if ((gap + up > widest || down - gap > widest) && Number.isNaN(singles[cell]!)) marked[cell]! |= 2;
    gap += up - down;
  }
}

/** walkMarked merges both sides of the marked cells; the area counts only where the cells alone could not tell it. */
function walkMarked(
  sides: Sides,
  gathered: GatheredCells,
  edgeWidest: number,
): { readonly widest: number; readonly area: number } {
  const { grid, n, m } = sides;
  let widest = edgeWidest;
  let area = 0;
  for (let cell = 0, start = 0, gap = 0; cell < grid.cells; cell++) {
    const p = reference.counts[cell]!;
    const q = current.counts[cell]!;
    if (marked[cell] !== 0) {
      const walked = walkCell(
        sides,
        cell,
        gap,
        sides.sorted.subarray(start, start + p),
        gathered.sorted(cell),
      );
      if (walked.widest > widest) widest = walked.widest;
      if ((marked[cell]! & 1) !== 0) area += walked.area;
    }
    start += p;
    gap += p * m - q * n;
  }
  return { widest, area };
}

/** walkCell merges one cell whose samples are ascending, from the gap below it to the gap above it. */
function walkCell(
  { grid, n, m }: Sides,
  cell: number,
  gapBelow: number,
  a: Float64Array,
  b: Float64Array,
): { readonly widest: number; readonly area: number } {
  let gap = gapBelow;
  let widest = 0;
  let area = 0;
  let previous = gap === 0 ? 0 : edges[cell - 1]!;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const value = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    const distance = value - grid.center;
    if (gap !== 0) area += Math.abs(gap) * (distance - previous);
    previous = distance;
    for (; i < a.length && a[i] === value; i++) gap += m;
    for (; j < b.length && b[j] === value; j++) gap -= n;
    if (Math.abs(gap) > widest) widest = Math.abs(gap);
  }
  if (gap !== 0) area += Math.abs(gap) * (edges[cell]! - previous);
  return { widest, area };
}

/** countBetween counts the current values between the edges, whose cells are sorted or hold one value. */
function countBetween({ grid, m }: Sides, gathered: GatheredCells, limits: readonly number[]): number[] {
  const counts: number[] = [];
  let below = 0;
  let cell = 0;
  let counted = 0;
  for (const limit of limits) {
    for (const last = cellOf(grid, limit); cell < last; cell++) below += current.counts[cell]!;
    const single = singles[cell]!;
    const inside = !Number.isNaN(single)
      ? single <= limit
        ? current.counts[cell]!
        : 0
      : gathered.atMost(cell, limit);
    counts.push(below + inside - counted);
    counted = below + inside;
  }
  counts.push(m - counted);
  return counts;
}
