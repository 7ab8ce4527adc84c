import { decileEdges } from '../statistics/decile-bins.ts';
import { countAtMost, distinctCounts } from '../statistics/sorted-values.ts';
import { nextDown } from './adjacent-floats.ts';

/** Grid cuts the number line into the bins (lo, hi] that a profile counts. */
export interface Grid {
  /** Ascending, distinct and finite, at most 600; the first and the last bin are open to the infinities. */
  readonly edges: Float64Array;
  /** Squares are summed around it, so that a large mean does not cancel. */
  readonly centre: number;
}

/** MAX_EDGES bounds a grid: up to 500 bins of equal mass, the deciles and the tails. */
const MAX_EDGES = 600;

/** The outer hundredth at either end is cut into bins of which each holds a quarter of what is left, down to so many values. */
const TAIL_PART = 100;
const TAIL_KEPT = 0.75;
const TAIL_VALUES = 8;

/** How many bins of equal mass are tried, finest first; with the last one atoms cannot exceed the bound. */
const PARTS = [500, 400, 320, 250];

/**
 * buildGrid makes the bins of equal mass of an ascending reference sample. A bin holds at most 1/500 of the reference (1/250
 * where many values repeat); a value that alone is heavier gets the bin of its own that ends at it and begins at the float
 * below. The deciles are edges too, so that every statistic on decile bins is exact, and so is a KS distance that is
 * attained at an atom. Towards both ends the bins hold less and less, because the area between two tails is large where
 * their mass is small: with a quarter of what is left, a tail that grew by a third lies above the other in all of its bins for
 * certain. Up to 20 distinct values each have their own bin. An empty sample gives one bin, all numbers.
 */
export function buildGrid(sorted: Float64Array, centre: number): Grid {
  const always = [...decileEdges(sorted), ...tailEdges(sorted)];
  for (const parts of PARTS) {
    const edges = Float64Array.from(new Set([...equalMassEdges(sorted, parts), ...always])).sort();
    if (edges.length <= MAX_EDGES || parts === PARTS.at(-1)) return { edges, centre };
  }
  return { edges: new Float64Array(0), centre };
}

function tailEdges(sorted: Float64Array): number[] {
  const edges: number[] = [];
  for (let held = sorted.length / TAIL_PART; held >= TAIL_VALUES; held *= TAIL_KEPT) {
    const rank = Math.floor(held);
    edges.push(sorted[rank - 1]!, sorted[sorted.length - 1 - rank]!);
  }
  return edges;
}

/** Two neighbouring bins together hold more than 1/parts, so there are at most 2 · parts + 1 of them. */
function equalMassEdges(sorted: Float64Array, parts: number): number[] {
  const discrete = distinctCounts(sorted, 20) !== null;
  const share = discrete ? 1 : Math.max(1, sorted.length / parts);
  const edges: number[] = [];
  let held = 0;
  let last = 0;
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start]!;
    const end = sorted[start + 1] === value ? countAtMost(sorted, value, start + 1) : start + 1;
    const size = end - start;
    if (size >= share) {
      const below = nextDown(value);
      if (Number.isFinite(below)) edges.push(below);
      edges.push(value);
      held = 0;
    } else {
      if (held > 0 && held + size > share) {
        edges.push(last);
        held = 0;
      }
      held += size;
      last = value;
    }
    start = end;
  }
  return edges;
}

/**
 * binOf is the index of the bin that holds a finite value: the number of edges below it. Where it is known to lie between two
 * indices, only those are searched.
 */
export function binOf(edges: Float64Array, value: number, least = 0, most = edges.length): number {
  let low = least;
  let high = most;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
