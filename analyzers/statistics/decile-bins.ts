import { countAtMost } from './sorted-values.ts';

const DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * quantile interpolates linearly between order statistics, operation by operation as numpy's default does, because an
 * edge that is off by one ulp moves a tied value to the next bin; `quantileSorted` of simple-statistics rounds otherwise.
 */
function quantile(sorted: Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const weight = position - below;
  const step = high - low;
  // The difference of two finite values may overflow; halves cannot.
  if (!Number.isFinite(step)) return low * (1 - weight) + high * weight;
  return weight >= 0.5 ? high - step * (1 - weight) : low + step * weight;
}

/** decileEdges are the distinct deciles of an ascending sample; none for an empty one. */
export function decileEdges(sorted: Float64Array): readonly number[] {
  if (sorted.length === 0) return [];
  return [...new Set(DECILES.map((probability) => quantile(sorted, probability)))];
}

/** binCounts counts an ascending sample in the bins (lo, hi] between the edges, both end bins open. */
export function binCounts(sorted: Float64Array, edges: readonly number[]): number[] {
  const counts: number[] = [];
  let before = 0;
  for (const edge of edges) {
    const until = countAtMost(sorted, edge, before);
    counts.push(until - before);
    before = until;
  }
  counts.push(sorted.length - before);
  return counts;
}
