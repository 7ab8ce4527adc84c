import type { GridSide } from '../../analyzers/index.ts';
import { type Column, type Reference, type Subject, subjectKey } from '../../domain/index.ts';
import type { TableFile } from '../../store/index.ts';
import type { CheckSide } from './check-side.ts';
import type { PlannedSubject } from './plan-check.ts';

/** GridSource is a side whose numbers are sampled, counted on grids, and read bin by bin. */
export interface GridSource {
  /** Up to `size` numbers of each subject, ascending. */
  sample(tile: readonly PlannedSubject[], size: number, seed: number): Promise<readonly Float64Array[]>;
  /** Each subject on its own edges. */
  count(tile: readonly PlannedSubject[], edges: readonly Float64Array[]): Promise<readonly GridSide[]>;
  /** The numbers of some bins of a grid, ascending. */
  read(planned: PlannedSubject, edges: Float64Array, bins: readonly number[]): Promise<Float64Array>;
}

/** gridSource reads a side; one that is no file has at most the rows of a stored window, which are read as a whole. */
export function gridSource(side: CheckSide): GridSource {
  return side.file === null ? storedSource(side) : fileSource(side.file);
}

function fileSource(file: TableFile): GridSource {
  const names = (tile: readonly PlannedSubject[]) => tile.map(({ subject }) => subject.name);
  return {
    sample: (tile, size, seed) => file.sampleNumbers(names(tile), size, seed),
    count: (tile, edges) => file.countBins(names(tile), edges),
    read: ({ subject }, edges, bins) => file.readBins(subject.name, edges, bins),
  };
}

function storedSource(side: CheckSide): GridSource {
  return {
    sample: async (tile) => (await sortedValues(side, tile)).map(({ sorted }) => sorted),
    async count(tile, edges) {
      const values = await sortedValues(side, tile);
      return values.map((each, index) => countSorted(each, edges[index]!));
    },
    async read(planned, edges, bins) {
      const [values] = await sortedValues(side, [planned]);
      const wanted = new Set(bins);
      let bin = 0;
      return values!.sorted.filter((value) => {
        while (bin < edges.length && value >= edges[bin]!) bin += 1;
        return wanted.has(bin);
      });
    },
  };
}

interface Values {
  readonly sorted: Float64Array;
  readonly unusable: number;
}

async function sortedValues(side: CheckSide, tile: readonly PlannedSubject[]): Promise<readonly Values[]> {
  const referenceOf = (subject: Subject): Reference =>
    side.references!.find((each) => subjectKey(each.subject) === subjectKey(subject))!;
  const sides: readonly (Column | Reference)[] =
    side.references === null ? await side.readColumns(tile) : tile.map(({ subject }) => referenceOf(subject));
  return sides.map((each) => {
    const unusable = each.nulls + each.missing + each.mismatched;
    if (each.kind === 'categorical') return { sorted: new Float64Array(0), unusable };
    if ('sorted' in each)
      return {
        sorted: each.sorted,
        unusable: each.sampled ? (unusable * each.sorted.length) / each.n : unusable,
      };
    return { sorted: each.values.sort(), unusable };
  });
}

function countSorted({ sorted, unusable }: Values, edges: Float64Array): GridSide {
  const counts = new Float64Array(edges.length + 1);
  const sums = new Float64Array(edges.length + 1);
  let bin = 0;
  let total = 0;
  for (const value of sorted) {
    while (bin < edges.length && value >= edges[bin]!) bin += 1;
    counts[bin]! += 1;
    sums[bin]! += value;
    total += value;
  }
  const mean = sorted.length === 0 ? 0 : total / sorted.length;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  return {
    counts,
    sums,
    unusable,
    standardDeviation: sorted.length === 0 ? 0 : Math.sqrt(squares / sorted.length),
  };
}
