import { equalMassEdges, type GridSide, measureGrid } from '../../analyzers/index.ts';
import type { Column, Reference } from '../../domain/index.ts';
import type { CheckParts, Found } from './check-parts.ts';
import { type CheckSide, subjectKey } from './check-side.ts';
import type { PlannedSubject } from './plan-check.ts';
import { gridHistogram } from './small-histogram.ts';

/** Columns that are sampled and counted in one pass over a file. */
const COLUMNS_PER_PASS = 8;
const BINS = 512;
/** A bin of the grid holds 64 numbers of the sample, so its share is 1/512 within a quarter of that. */
const SAMPLE = BINS * 64;

/** measureOnGrid measures numeric subjects by counts on an equal-mass grid of the reference, at any number of rows. */
export async function measureOnGrid(
  subjects: readonly PlannedSubject[],
  { reference, current, options }: Pick<CheckParts, 'reference' | 'current' | 'options'>,
  onFound: (planned: PlannedSubject, found: Found) => void,
): Promise<void> {
  for (let from = 0; from < subjects.length; from += COLUMNS_PER_PASS) {
    const tile = subjects.slice(from, from + COLUMNS_PER_PASS);
    const edges = await gridOf(reference, tile, options.seed);
    const sides = [await countSide(reference, tile, edges), await countSide(current, tile, edges)] as const;
    for (const [index, planned] of tile.entries()) {
      const [p, q] = [sides[0][index]!, sides[1][index]!];
      const { subject, statistics } = planned;
      const grid = edges[index]!;
      onFound(planned, {
        measured: measureGrid({ subject, edges: grid, reference: p, current: q, statistics }),
        histogram: gridHistogram(grid, p, q),
      });
    }
  }
}

async function gridOf(
  side: CheckSide,
  tile: readonly PlannedSubject[],
  seed: number,
): Promise<readonly Float64Array[]> {
  const samples =
    side.file === null
      ? (await sortedValues(side, tile)).map(({ sorted }) => sorted)
      : await side.file.sampleNumbers(
          tile.map(({ subject }) => subject.name),
          SAMPLE,
          seed,
        );
  return samples.map((sorted) => equalMassEdges(sorted, BINS));
}

async function countSide(
  side: CheckSide,
  tile: readonly PlannedSubject[],
  edges: readonly Float64Array[],
): Promise<readonly GridSide[]> {
  if (side.file !== null)
    return side.file.countBins(
      tile.map(({ subject }) => subject.name),
      edges,
    );
  return (await sortedValues(side, tile)).map((values, index) => countSorted(values, edges[index]!));
}

interface Values {
  readonly sorted: Float64Array;
  readonly unusable: number;
}

/** sortedValues reads a side that is no file; it has at most the rows of a stored window. */
async function sortedValues(side: CheckSide, tile: readonly PlannedSubject[]): Promise<readonly Values[]> {
  const sides: readonly (Column | Reference)[] =
    side.references === null
      ? await side.readColumns(tile)
      : tile.map(
          ({ subject }) => side.references!.find((each) => subjectKey(each.subject) === subjectKey(subject))!,
        );
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
