import { nextDown } from '../../profiles/adjacent-floats.ts';
import type { Grid } from '../../profiles/grid.ts';
import type { NumericProfile } from '../../profiles/profile.ts';
import type { Interval } from './ks-interval.ts';
import { referenceBins } from './reference-bins.ts';

/** tailAreas bounds ∫ |F − G| beyond the outer edge of an open bin: each side's area is its sum of distances from the edge. */
function tailAreas(reference: number, current: number): Interval {
  return { low: Math.abs(reference - current), high: reference + current };
}

/**
 * wassersteinInterval is where ∫ |F − G| of a reference and a profiled sample lies, in the unit of the values. In a bin with
 * F − G = D at its lower edge the difference stays within [D − q, D + p], p and q being the masses of the bin; in the two
 * open bins the areas of F and of G follow from sums. The grid has an edge and neither side is empty.
 */
export function wassersteinInterval(
  sorted: Float64Array,
  { edges }: Grid,
  { counts, lowSum, highSum }: NumericProfile,
): Interval {
  const n = sorted.length;
  const m = counts.reduce((sum, count) => sum + count, 0);
  const [first, last] = [edges[0]!, edges.at(-1)!];
  const { atMost, leftTail, rightTail } = referenceBins(sorted, edges);
  let before = atMost[0]!;
  const left = tailAreas(leftTail / n, Math.max(0, counts[0]! * first - lowSum) / m);
  let { low, high } = left;
  let gap = before / n - counts[0]! / m;
  for (let bin = 1; bin < edges.length; bin += 1) {
    const until = atMost[bin]!;
    const p = (until - before) / n;
    const q = counts[bin]! / m;
    const width = edges[bin]! - edges[bin - 1]!;
    // A bin of one float has no inside: up to it the difference is that of its lower edge.
    const single = nextDown(edges[bin]!) === edges[bin - 1];
    low += width * (single ? Math.abs(gap) : Math.max(0, gap - q, -gap - p));
    high += width * (single ? Math.abs(gap) : Math.max(gap + p, q - gap));
    gap += p - q;
    before = until;
  }
  const right = tailAreas(rightTail / n, Math.max(0, highSum - counts.at(-1)! * last) / m);
  return { low: low + right.low, high: high + right.high };
}
