import { binAreas } from '../../statistics/certified-wasserstein.ts';
import { isSingleValue } from './equal-mass-edges.ts';
import { type ExactDistance, type GridTask, usable } from './measure-grid.ts';

/** BinValues are the ascending values of both sides in some bins of a grid. */
export interface BinValues {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** ReadBins gives the values of some bins, which are ascending. */
export type ReadBins = (bins: readonly number[]) => Promise<BinValues>;

/**
 * undecidedBins are the bins whose values the exact distances hang on: those inside of which sup |F − G| may exceed what it
 * is at the edges, and with `area` those inside of which F − G may change its sign.
 */
export function undecidedBins(task: GridTask, area: boolean): readonly number[] {
  const { reference, current, edges } = task;
  const [n, m] = [usable(reference), usable(current)];
  const gaps = gapsBefore(task);
  const lowest = gaps.reduce((largest, gap) => Math.max(largest, Math.abs(gap)), 0);
  const areas = area ? [...binAreas(edges, reference, current)] : [];
  const undecided: number[] = [];
  for (const [bin, gap] of gaps.entries()) {
    if (isSingleValue(edges[bin - 1], edges[bin])) continue;
    const [own, other] = [reference.counts[bin]!, current.counts[bin]!];
    const inside = own > 0 && other > 0 && Math.max(gap + own * m, other * n - gap) > lowest;
    const bounds = areas[bin];
    if (inside || (bounds !== undefined && bounds.low < bounds.high)) undecided.push(bin);
  }
  return undecided;
}

/**
 * exactOnGrid computes the distances exactly, from the counts of the grid and the values of its undecided bins. It reads
 * at most `most` values at once, in as many parts as that takes; a bin with more values than that is a part of its own.
 */
export async function exactOnGrid(
  task: GridTask,
  area: boolean,
  most: number,
  read: ReadBins,
): Promise<ExactDistance> {
  const { reference, current, edges } = task;
  const [n, m] = [usable(reference), usable(current)];
  const gaps = gapsBefore(task);
  const undecided = undecidedBins(task, area);
  let supremum = gaps.reduce((largest, gap) => Math.max(largest, Math.abs(gap)), 0);
  const areas = area ? [...binAreas(edges, reference, current)].map(({ low }) => low) : null;
  for (const part of parts(task, undecided, most)) {
    const values = await read(part);
    let [from, since] = [0, 0];
    for (const bin of part) {
      const to = from + reference.counts[bin]!;
      const until = since + current.counts[bin]!;
      const inside = insideBin(values.reference.subarray(from, to), values.current.subarray(since, until), {
        low: edges[bin - 1],
        high: edges[bin],
        gap: gaps[bin]!,
        n,
        m,
      });
      supremum = Math.max(supremum, inside.supremum);
      if (areas !== null) areas[bin] = inside.area / (n * m);
      [from, since] = [to, until];
    }
    if (from !== values.reference.length || since !== values.current.length)
      throw new Error('The bins hold other values than were counted.');
  }
  return {
    supremum: supremum / (n * m),
    area: areas === null ? null : areas.reduce((sum, each) => sum + each, 0),
    values: undecided.reduce((sum, bin) => sum + reference.counts[bin]! + current.counts[bin]!, 0),
  };
}

/** gapsBefore is n·m·(F − G) before each bin: integers, so exact up to n·m = 2⁵³. */
function gapsBefore({ reference, current }: GridTask): readonly number[] {
  const [n, m] = [usable(reference), usable(current)];
  let gap = 0;
  return Array.from(reference.counts, (count, bin) => {
    const before = gap;
    gap += count * m - current.counts[bin]! * n;
    return before;
  });
}

/** parts cuts ascending bins so that each part holds at most `most` values, and at least one bin. */
function* parts(
  { reference, current }: GridTask,
  bins: readonly number[],
  most: number,
): Iterable<readonly number[]> {
  let part: number[] = [];
  let held = 0;
  for (const bin of bins) {
    const values = reference.counts[bin]! + current.counts[bin]!;
    if (part.length > 0 && held + values > most) {
      yield part;
      [part, held] = [[], 0];
    }
    part.push(bin);
    held += values;
  }
  if (part.length > 0) yield part;
}

interface BinFrame {
  /** Undefined at the open ends. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** n·m·(F − G) before the bin. */
  readonly gap: number;
  readonly n: number;
  readonly m: number;
}

/** insideBin merges the values of one bin: the largest gap and the area between both functions, times n·m. */
function insideBin(own: Float64Array, other: Float64Array, { low, high, gap: before, n, m }: BinFrame) {
  let [i, j] = [0, 0];
  let gap = before;
  let supremum = 0;
  let area = 0;
  let at = low;
  while (i < own.length || j < other.length) {
    const value = Math.min(own[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY);
    // Without a lower edge there is no gap before the first value.
    area += Math.abs(gap) * (value - (at ?? value));
    at = value;
    for (; own[i] === value; i++) gap += m;
    for (; other[j] === value; j++) gap -= n;
    supremum = Math.max(supremum, Math.abs(gap));
  }
  if (high !== undefined && at !== undefined) area += Math.abs(gap) * (high - at);
  return { supremum, area };
}
