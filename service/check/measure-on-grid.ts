import {
  equalMassEdges,
  exactOnGrid,
  type GridTask,
  isSettled,
  type Measured,
  measureGrid,
  undecidedBins,
} from '../../analyzers/index.ts';
import type { CheckParts, Found } from './check-parts.ts';
import { type GridSource, gridSource } from './grid-source.ts';
import type { PlannedSubject } from './plan-check.ts';
import { gridHistogram } from './small-histogram.ts';

/** Columns that are sampled and counted in one pass over a file. */
const COLUMNS_PER_PASS = 8;
const BINS = 512;
/** A bin of the grid holds 64 numbers of the sample, so its share is 1/512 within a quarter of that. */
const SAMPLE = BINS * 64;
/** Numbers of both sides that are sorted at once where an interval does not decide: 8 bytes each, and some copies. */
const VALUES_AT_ONCE = 8_000_000;

interface GridParts {
  readonly reference: GridSource;
  readonly current: GridSource;
  readonly options: Pick<CheckParts['options'], 'policy' | 'seed'>;
}

/**
 * measureOnGrid measures numeric subjects by counts on an equal-mass grid of the reference, at any number of rows. Where a
 * threshold lies within an interval, the distance is computed exactly, from the numbers that it hangs on.
 */
export async function measureOnGrid(
  subjects: readonly PlannedSubject[],
  sides: Pick<CheckParts, 'reference' | 'current' | 'options'>,
  onFound: (planned: PlannedSubject, found: Found) => void,
): Promise<void> {
  const parts: GridParts = {
    reference: gridSource(sides.reference),
    current: gridSource(sides.current),
    options: sides.options,
  };
  for (let from = 0; from < subjects.length; from += COLUMNS_PER_PASS) {
    const tile = subjects.slice(from, from + COLUMNS_PER_PASS);
    const samples = await parts.reference.sample(tile, SAMPLE, parts.options.seed);
    const edges = samples.map((sorted) => equalMassEdges(sorted, BINS));
    const tasks = await countTile(tile, edges, parts);
    for (const [index, planned] of tile.entries()) {
      const task = tasks[index]!;
      const measured = await settled(planned, task, parts);
      onFound(planned, {
        measured,
        histogram: gridHistogram(task.edges, task.reference, task.current),
      });
    }
  }
}

async function countTile(
  tile: readonly PlannedSubject[],
  edges: readonly Float64Array[],
  { reference, current }: GridParts,
): Promise<readonly GridTask[]> {
  const p = await reference.count(tile, edges);
  const q = await current.count(tile, edges);
  return tile.map(({ subject, statistics }, index) => ({
    subject,
    edges: edges[index]!,
    reference: p[index]!,
    current: q[index]!,
    statistics,
  }));
}

/** settled gives the intervals where they decide, and exact numbers where they do not. */
async function settled(planned: PlannedSubject, coarse: GridTask, parts: GridParts): Promise<Measured> {
  const { policy } = parts.options;
  const measured = measureGrid(coarse);
  const doubtful = measured.measurements.filter((item) => !isSettled(item, policy));
  if (doubtful.length === 0) return measured;
  const area = doubtful.some(({ statistic }) => statistic === 'wasserstein');
  const task = await withoutHugeBins(planned, coarse, area, parts);
  const exact = await exactOnGrid(task, area, VALUES_AT_ONCE, async (bins) => ({
    reference: await parts.reference.read(planned, task.edges, bins),
    current: await parts.current.read(planned, task.edges, bins),
  }));
  return measureGrid({ ...coarse, exact });
}

/** Bins hold equal shares of the reference; one that the current side crowds is cut by the current side's numbers as well. */
async function withoutHugeBins(
  planned: PlannedSubject,
  task: GridTask,
  area: boolean,
  parts: GridParts,
): Promise<GridTask> {
  const { reference, current, edges } = task;
  const isHuge = (bin: number) => reference.counts[bin]! + current.counts[bin]! > VALUES_AT_ONCE;
  if (!undecidedBins(task, area).some(isHuge)) return task;
  const [sample] = await parts.current.sample([planned], SAMPLE, parts.options.seed);
  const both = new Set([...edges, ...equalMassEdges(sample!, BINS)]);
  const [finer] = await countTile([planned], [Float64Array.from(both).sort()], parts);
  return finer!;
}
