import { type Table, tableFromIPC } from 'apache-arrow';
import { columnNamed, listOfNumbers, numbersWithoutNulls } from './arrow-columns.ts';
import { numberExpression } from './file-columns.ts';
import type { FileColumn } from './file-source.ts';
import { readBytes, type TableRows } from './table-rows.ts';

/** BinnedNumbers is a numeric column counted on a grid: bins (−∞, e₀), [e₀, e₁), …, [eₖ, ∞). */
export interface BinnedNumbers {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly unusable: number;
  /** Population standard deviation of the finite numbers; 0 without any. */
  readonly standardDeviation: number;
}

const SAMPLES_PER_READ = 64;
/** Twice as many columns took six times as long: the groups of one statement should stay few. */
const COLUMNS_PER_GRID = 4;
const LOWEST = -Number.MAX_VALUE;

/** countGrid counts each column on its own ascending edges. */
export async function countGrid(
  rows: TableRows,
  count: number,
  columns: readonly FileColumn[],
  edges: readonly Float64Array[],
): Promise<readonly BinnedNumbers[]> {
  const binned: BinnedNumbers[] = [];
  for (let from = 0; from < columns.length; from += COLUMNS_PER_GRID) {
    const tile = columns.slice(from, from + COLUMNS_PER_GRID);
    binned.push(...(await countBins(rows, count, tile, edges.slice(from, from + COLUMNS_PER_GRID))));
  }
  return binned;
}

/** sampleNumbers draws up to `size` finite numbers of each column, ascending. */
export async function sampleNumbers(
  rows: TableRows,
  columns: readonly FileColumn[],
  size: number,
  seed: number,
): Promise<readonly Float64Array[]> {
  // The generator ignores the two lowest bits of its seed, which is positive.
  const spread = 4 * seed + 3;
  const drawn: Float64Array[] = [];
  for (let from = 0; from < columns.length; from += SAMPLES_PER_READ) {
    const tile = columns.slice(from, from + SAMPLES_PER_READ);
    const samples = tile
      .map(
        (column, index) => `groupArraySample(${size}, ${spread})(${numberExpression(column)}) AS s${index}`,
      )
      .join(', ');
    const table = tableFromIPC(await readBytes(rows, 'sample_file_numbers', { samples }, 'ArrowStream'));
    drawn.push(...tile.map((_, index) => listOfNumbers(table, `s${index}`).sort()));
  }
  return drawn;
}

/** readBins reads the finite numbers of some bins of a column, ascending. */
export async function readBins(
  rows: TableRows,
  column: FileColumn,
  edges: Float64Array,
  bins: readonly number[],
): Promise<Float64Array> {
  const slots = {
    number: numberExpression(column),
    bin: binExpression(column, edges),
    wanted: bins.map((bin) => edges[bin - 1] ?? LOWEST).join(', '),
  };
  const table = tableFromIPC(await readBytes(rows, 'read_file_bins', slots, 'ArrowStream'));
  return numbersWithoutNulls(columnNamed(table, 'x')).sort();
}

/** binExpression gives the lower edge of the bin that a number lies in. */
function binExpression(column: FileColumn, edges: Float64Array): string {
  const lower = [LOWEST, ...edges].join(', ');
  return `roundDown(${numberExpression(column)}, CAST([${lower}], 'Array(Float64)'))`;
}

async function countBins(
  rows: TableRows,
  count: number,
  columns: readonly FileColumn[],
  edges: readonly Float64Array[],
): Promise<readonly BinnedNumbers[]> {
  const numbers = columns.map((column) => numberExpression(column));
  const bins = columns.map((column, index) => binExpression(column, edges[index]!));
  const slots = { bins: `[${bins.join(', ')}]`, numbers: `[${numbers.join(', ')}]` };
  const table = tableFromIPC(await readBytes(rows, 'count_file_bins', slots, 'ArrowStream'));
  return columns.map((_, index) => binnedColumn(table, index + 1, edges[index]!, count));
}

/** binnedColumn puts the rows of one column in the order of its edges, and its variances together. */
function binnedColumn(table: Table, position: number, edges: Float64Array, rows: number): BinnedNumbers {
  const cell = (name: string, row: number) => columnNamed(table, name).get(row) as number;
  const binOf = new Map([LOWEST, ...edges].map((edge, bin) => [edge, bin]));
  const counts = new Float64Array(edges.length + 1);
  const sums = new Float64Array(edges.length + 1);
  const variances = new Float64Array(edges.length + 1);
  for (let row = 0; row < table.numRows; row++) {
    if (cell('position', row) !== position) continue;
    const bin = binOf.get(cell('bin', row));
    if (bin === undefined) throw new Error('A bin has another edge than was sent.');
    counts[bin] = cell('n', row);
    sums[bin] = cell('total', row);
    variances[bin] = cell('variance', row);
  }
  const n = counts.reduce((sum, each) => sum + each, 0);
  const mean = n === 0 ? 0 : sums.reduce((sum, each) => sum + each, 0) / n;
  let squares = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    squares += counts[bin]! * (variances[bin]! + (sums[bin]! / counts[bin]! - mean) ** 2);
  }
  return { counts, sums, unusable: rows - n, standardDeviation: n === 0 ? 0 : Math.sqrt(squares / n) };
}
