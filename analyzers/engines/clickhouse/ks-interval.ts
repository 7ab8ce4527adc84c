import { nextDown } from '../../profiles/adjacent-floats.ts';
import { countAtMost } from '../../statistics/sorted-values.ts';

/** Interval holds a number that is not known exactly; equal ends where it is. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * ksInterval is where the Kolmogorov-Smirnov distance of a reference and a current sample lies, of which only the counts in
 * the bins (lo, hi] between the edges are known. At the edges both distribution functions are exact, which gives the lower
 * end. Inside of a bin the reference may be complete before the current values begin, or the reverse, and neither side can
 * gain more than its mass strictly inside; a bin of one float has no inside. The ends are apart by at most the largest
 * bin mass of the reference. All gaps are n·m times the distance, whole numbers.
 */
export function ksInterval(sorted: Float64Array, edges: Float64Array, counts: Float64Array): Interval {
  const n = sorted.length;
  const m = counts.reduce((sum, count) => sum + count, 0);
  let low = 0;
  let high = 0;
  let gap = 0;
  let before = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    const edge = edges[bin];
    const until = edge === undefined ? n : countAtMost(sorted, edge, before);
    const below = edge === undefined ? Number.POSITIVE_INFINITY : nextDown(edge);
    const own = counts[bin]!;
    const single = bin > 0 && below === edges[bin - 1];
    if (!single) {
      const inside = edge === undefined ? n - before : countAtMost(sorted, below, before) - before;
      high = Math.max(high, gap + m * inside, n * own - gap);
    }
    gap += m * (until - before) - n * own;
    low = Math.max(low, Math.abs(gap));
    before = until;
  }
  const pairs = n * m;
  // Inside of a bin the distance is below one that an edge has, unless the bin says otherwise.
  return { low: low / pairs, high: Math.max(low, high) / pairs };
}
