import { nextDown } from '../../profiles/adjacent-floats.ts';
import { certifiedKs } from '../../statistics/certified-ks.ts';
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
 * bin mass of the reference.
 */
export function ksInterval(sorted: Float64Array, edges: Float64Array, counts: Float64Array): Interval {
  const reference = new Float64Array(counts.length);
  const inside = new Float64Array(counts.length);
  for (let bin = 0, before = 0; bin < counts.length; bin += 1) {
    const edge = edges[bin];
    const until = edge === undefined ? sorted.length : countAtMost(sorted, edge, before);
    reference[bin] = until - before;
    inside[bin] = edge === undefined ? until - before : countAtMost(sorted, nextDown(edge), before) - before;
    before = until;
  }
  const isOneFloat = (bin: number) =>
    bin > 0 && bin < edges.length && nextDown(edges[bin]!) === edges[bin - 1];
  return certifiedKs(reference, counts, isOneFloat, inside);
}
