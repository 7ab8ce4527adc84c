import { nextDown } from '../../profiles/adjacent-floats.ts';
import { countAtMost } from '../../statistics/sorted-values.ts';

/** ReferenceBins are counts of an ascending reference sample at the edges of a grid. */
export interface ReferenceBins {
  /** Values at most each edge. */
  readonly atMost: Uint32Array;
  /** Values below each edge. */
  readonly below: Uint32Array;
  /** Sums of the distances of the values beyond the outer edges from them; 0 without an edge. */
  readonly leftTail: number;
  readonly rightTail: number;
}

interface Known {
  readonly edges: Float64Array;
  readonly bins: ReferenceBins;
}

/** A reference outlives many windows. */
const known = new WeakMap<Float64Array, Known>();

/** referenceBins counts a reference once for all windows that are compared with it. */
export function referenceBins(sorted: Float64Array, edges: Float64Array): ReferenceBins {
  const found = known.get(sorted);
  if (found?.edges === edges) return found.bins;
  const bins = countBins(sorted, edges);
  known.set(sorted, { edges, bins });
  return bins;
}

function countBins(sorted: Float64Array, edges: Float64Array): ReferenceBins {
  const atMost = new Uint32Array(edges.length);
  const below = new Uint32Array(edges.length);
  for (let edge = 0, before = 0; edge < edges.length; edge += 1) {
    below[edge] = countAtMost(sorted, nextDown(edges[edge]!), before);
    before = countAtMost(sorted, edges[edge]!, before);
    atMost[edge] = before;
  }
  if (edges.length === 0) return { atMost, below, leftTail: 0, rightTail: 0 };
  return {
    atMost,
    below,
    leftTail: distances(sorted.subarray(0, atMost[0]!), edges[0]!),
    rightTail: distances(sorted.subarray(atMost.at(-1)!), edges.at(-1)!),
  };
}

function distances(values: Float64Array, edge: number): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value - edge);
  return sum;
}
