import type { NumericReference, Reference } from '../../../domain/index.ts';
import { nextDown, nextUp } from '../../profiles/adjacent-floats.ts';
import { binOf, type Grid } from '../../profiles/grid.ts';
import type { NumericProfile, Profile } from '../../profiles/profile.ts';
import { alignCategories } from '../../statistics/category-bins.ts';
import {
  countedPair,
  DISCRETE_MAX_VALUES,
  keyCounts,
  sampledUnusable,
  unusableRows,
} from '../../statistics/compared-pair.ts';
import { binCounts, decileEdges } from '../../statistics/decile-bins.ts';
import { outsidePair } from '../../statistics/share-pairs.ts';
import { distinctCounts } from '../../statistics/sorted-values.ts';
import type { CountedPair, SharePair } from '../../statistics/statistic.ts';

/** profiledBins counts both sides between the deciles of the reference, which are edges of its grid. */
export function profiledBins(reference: NumericReference, grid: Grid, profile: NumericProfile): CountedPair {
  const deciles = decileEdges(reference.sorted);
  const current = deciles.map(() => 0);
  current.push(0);
  let place = 0;
  for (const [bin, count] of profile.counts.entries()) {
    const edge = grid.edges[bin] ?? Number.POSITIVE_INFINITY;
    while (place < deciles.length && deciles[place]! < edge) place += 1;
    current[place]! += count;
  }
  return countedPair(
    binCounts(reference.sorted, deciles),
    current,
    sampledUnusable(reference),
    unusableRows(profile),
  );
}

/** ProfiledValues compares distinct values; `pooled` says that unseen values of one gap of the reference share a bin. */
export interface ProfiledValues {
  readonly pair: CountedPair;
  readonly pooled: boolean;
}

/** profiledValues counts both sides by distinct value, or is null when the reference is not discrete. */
export function profiledValues(
  reference: NumericReference,
  grid: Grid,
  profile: NumericProfile,
): ProfiledValues | null {
  const known = distinctCounts(reference.sorted, DISCRETE_MAX_VALUES);
  if (known === null) return null;
  const { edges } = grid;
  const atoms = new Set([...known.keys()].map((value) => binOf(edges, value)));
  const current = new Map<number, number>();
  let pooled = false;
  for (const [bin, count] of profile.counts.entries()) {
    if (count === 0) continue;
    const edge = edges[bin];
    current.set(edge ?? nextUp(edges.at(-1) ?? 0), count);
    const alone = edge !== undefined && nextDown(edge) === edges[bin - 1];
    if (!atoms.has(bin) && !alone) pooled = true;
  }
  const aligned = alignCategories(keyCounts(known), keyCounts(current));
  const pair = countedPair(
    aligned.reference,
    aligned.current,
    sampledUnusable(reference),
    unusableRows(profile),
  );
  return { pair, pooled };
}

/** profiledUnusable counts the rows of both sides without a usable value, before a reference was sampled; both have rows. */
export function profiledUnusable(reference: Reference, profile: Profile): SharePair {
  const nulls = unusableRows(reference);
  const usable =
    reference.kind === 'numeric' ? reference.n : reference.counts.reduce((sum, count) => sum + count, 0);
  return {
    reference: nulls,
    current: unusableRows(profile),
    spread: 1,
    nReference: usable + nulls,
    nCurrent: profile.rows,
  };
}

/** profiledInside is both sides' rows outside of the reference's range when no value of the profile is. */
export function profiledInside(reference: NumericReference, profile: NumericProfile): SharePair {
  const none = { ...profile, values: new Float64Array(0) };
  return { ...outsidePair(reference, none), nCurrent: profile.rows - unusableRows(profile) };
}
