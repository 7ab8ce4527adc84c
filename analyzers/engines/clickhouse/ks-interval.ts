import { nextDown } from '../../profiles/adjacent-floats.ts';
import { certifiedKs } from '../../statistics/certified-ks.ts';
import { referenceBins } from './reference-bins.ts';

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
  const { atMost, below } = referenceBins(sorted, edges);
  for (let bin = 0, before = 0; bin < counts.length; bin += 1) {
    const until = atMost[bin] ?? sorted.length;
    reference[bin] = until - before;
    inside[bin] = (below[bin] ?? sorted.length) - before;
    before = until;
  }
  const isOneFloat = (bin: number) =>
    bin > 0 && bin < edges.length && nextDown(edges[bin]!) === edges[bin - 1];
  return certifiedKs(reference, counts, isOneFloat, inside);
}
