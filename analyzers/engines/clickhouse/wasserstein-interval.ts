import { nextDown } from '../../profiles/adjacent-floats.ts';
import type { Grid } from '../../profiles/grid.ts';
import type { NumericProfile } from '../../profiles/profile.ts';
import type { Interval } from './ks-interval.ts';
import { type ReferenceBins, referenceBins } from './reference-bins.ts';

/** Areas bound ∫ (F − G)⁺, ∫ (F − G)⁻ and the sum of both over some part of the line. */
interface Areas {
  aboveLow: number;
  aboveHigh: number;
  belowLow: number;
  belowHigh: number;
  bothHigh: number;
}

/**
 * wassersteinInterval is where W1 = ∫ |F − G| of a reference and a profiled sample lies, in the unit of the values. Both
 * means are known, and with them S = ∫ (F − G). With the areas A⁺ and A⁻ above and below zero, W1 = A⁺ + A⁻ = S + 2·A⁻ =
 * 2·A⁺ − S: a shift to one side, which leaves little doubt about the smaller area, leaves as little about W1. The grid has
 * an edge and neither side is empty.
 */
export function wassersteinInterval(
  sorted: Float64Array,
  { edges }: Grid,
  profile: NumericProfile,
): Interval {
  const bins = referenceBins(sorted, edges);
  const areas = areasBetween(sorted.length, edges, bins, profile);
  const { aboveLow, aboveHigh, belowLow, belowHigh, bothHigh } = areas;
  const { difference, rounding } = meanDifference(sorted, bins, profile);
  const known = Number.isFinite(difference) && Number.isFinite(rounding);
  const least = known ? difference - rounding : Number.NEGATIVE_INFINITY;
  const most = known ? difference + rounding : Number.POSITIVE_INFINITY;
  const low = Math.max(aboveLow + belowLow, least + 2 * belowLow, 2 * aboveLow - most);
  // Rounding may put the ends in the wrong order where they are equal.
  return { low, high: Math.max(low, Math.min(bothHigh, most + 2 * belowHigh, 2 * aboveHigh - least)) };
}

function areasBetween(
  n: number,
  edges: Float64Array,
  bins: ReferenceBins,
  { counts, lowSum, highSum }: NumericProfile,
): Areas {
  const m = counts.reduce((sum, count) => sum + count, 0);
  const [first, last] = [edges[0]!, edges.at(-1)!];
  const total = { aboveLow: 0, aboveHigh: 0, belowLow: 0, belowHigh: 0, bothHigh: 0 };
  addOpenBin(total, bins.under[0]! / n, Math.max(0, counts[0]! * first - lowSum) / m);
  addOpenBin(total, Math.max(0, highSum - counts.at(-1)! * last) / m, bins.beyond / n);
  let before = bins.atMost[0]!;
  let gap = before / n - counts[0]! / m;
  for (let bin = 1; bin < edges.length; bin += 1) {
    const until = bins.atMost[bin]!;
    const p = (until - before) / n;
    const q = counts[bin]! / m;
    const width = edges[bin]! - edges[bin - 1]!;
    // A bin of one float has no inside: up to it the difference is that of its lower edge.
    const single = nextDown(edges[bin]!) === edges[bin - 1];
    addBin(total, gap, single ? 0 : p, single ? 0 : q, width, single ? 0 : bins.under[bin]! / n);
    gap += p - q;
    before = until;
  }
  return total;
}

/** Beyond an outer edge each side's own area is its sum of distances from the edge; `raising` is that of the side that adds to F − G. */
function addOpenBin(total: Areas, raising: number, lowering: number): void {
  total.aboveLow += Math.max(0, raising - lowering);
  total.aboveHigh += raising;
  total.belowLow += Math.max(0, lowering - raising);
  total.belowHigh += lowering;
  total.bothHigh += raising + lowering;
}

/**
 * Adds the bounds of a bin with F − G = d at its lower edge, in which F grows by f from 0 to p with the known area U = ∫ f,
 * and G grows by anything from 0 to q: d + f − q ≤ F − G ≤ d + f. The positive and the negative part of a bound are convex in
 * f, so that their areas lie under the chord from f = 0 to f = p, and above that of the mean of f.
 */
function addBin(total: Areas, d: number, p: number, q: number, width: number, area: number): void {
  const under = (atZero: number, atP: number) => atZero * width + (p > 0 ? ((atP - atZero) * area) / p : 0);
  total.aboveLow += Math.max(0, (d - q) * width + area);
  total.aboveHigh += under(Math.max(0, d), Math.max(0, d + p));
  total.belowLow += Math.max(0, -d * width - area);
  total.belowHigh += under(Math.max(0, q - d), Math.max(0, q - d - p));
  total.bothHigh += under(Math.max(d, q - d), Math.max(d + p, q - d - p));
}

/** The mean of the profile less that of the reference, and how far the rounding of both sums may have moved it. */
function meanDifference(
  sorted: Float64Array,
  { mean }: ReferenceBins,
  { counts, sum, min, max }: NumericProfile,
) {
  const m = counts.reduce((total, count) => total + count, 0);
  const largest = Math.max(Math.abs(min), Math.abs(max));
  const largestReference = Math.max(Math.abs(sorted[0]!), Math.abs(sorted.at(-1)!));
  return {
    difference: sum / m - mean,
    rounding: Number.EPSILON * (m * largest + sorted.length * largestReference),
  };
}
