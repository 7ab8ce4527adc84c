import { nextDown } from '../../profiles/adjacent-floats.ts';
import { countAtMost } from '../../statistics/sorted-values.ts';

/** ReferenceBins are counts of an ascending reference sample at the edges of a grid. */
export interface ReferenceBins {
  /** Values at most each edge. */
  readonly atMost: Uint32Array;
  /** Values below each edge. */
  readonly below: Uint32Array;
  /** Sums of the distances of the values in each bin from its upper edge; the last bin has none. */
  readonly under: Float64Array;
  /** That of the values beyond the last edge from it. */
  readonly beyond: number;
  readonly mean: number;
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
  const under = new Float64Array(edges.length);
  let before = 0;
  for (const [bin, edge] of edges.entries()) {
    const start = before;
    below[bin] = countAtMost(sorted, nextDown(edge), before);
    before = countAtMost(sorted, edge, before);
    atMost[bin] = before;
    under[bin] = distances(sorted, start, before, edge);
  }
  const beyond = distances(sorted, before, sorted.length, edges.at(-1) ?? 0);
  return { atMost, below, under, beyond, mean: sorted.reduce(add, 0) / sorted.length };
}

function distances(values: Float64Array, from: number, to: number, edge: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += Math.abs(values[index]! - edge);
  return sum;
}

function add(sum: number, value: number): number {
  return sum + value;
}
