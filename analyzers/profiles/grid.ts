import { decileEdges } from '../statistics/decile-bins.ts';
import { countAtMost, distinctCounts } from '../statistics/sorted-values.ts';
import { nextDown } from './adjacent-floats.ts';

/** Grid cuts the number line into the bins (lo, hi] that a profile counts. */
export interface Grid {
  /** Ascending, distinct and finite, at most 511; the first and the last bin are open to the infinities. */
  readonly edges: Float64Array;
  /** Squares are summed around it, so that a large mean does not cancel. */
  readonly centre: number;
}

/** MAX_EDGES bounds a grid to 512 bins. */
const MAX_EDGES = 511;

/** How many bins of equal mass are tried, finest first; with the last one atoms cannot exceed the bound. */
const PARTS = [500, 400, 320, 250];

/**
 * buildGrid makes the bins of equal mass of an ascending reference sample. A bin holds at most 1/500 of the reference (1/250
 * where many values repeat); a value that alone is heavier gets the bin of its own that ends at it and begins at the float
 * below. The deciles are edges too, so that every statistic on decile bins is exact, and so is a KS distance that is
 * attained at an atom. Up to 20 distinct values each have their own bin. An empty sample gives one bin, all numbers.
 */
export function buildGrid(sorted: Float64Array, centre: number): Grid {
  const deciles = decileEdges(sorted);
  for (const parts of PARTS) {
    const edges = Float64Array.from(new Set([...equalMassEdges(sorted, parts), ...deciles])).sort();
    if (edges.length <= MAX_EDGES || parts === PARTS.at(-1)) return { edges, centre };
  }
  return { edges: new Float64Array(0), centre };
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
