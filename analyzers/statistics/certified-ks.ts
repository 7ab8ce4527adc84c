/** CertifiedKs encloses the exact two-sample Kolmogorov-Smirnov distance: low ≤ D ≤ high. */
export interface CertifiedKs {
  /** Attained at an edge of the grid. */
  readonly low: number;
  readonly high: number;
}

// Beyond it the products of ranks and sizes are no integers any more; two of their roundings move a share by less.
const ROUNDING = 4 * Number.EPSILON;

/**
 * certifiedKs bounds D = sup |F − G| by the counts of both sides on one grid, which may be any grid whose bins follow
 * each other without a gap and hold every value. Both distribution functions are known at the edges, which gives `low`;
 * inside of a bin with the shares p and q, where the gap was d before it, F − G lies in [d − q, d + p], which gives
 * `high`. So high − low is at most the largest min(p, q) of such bins. A bin that can hold one value only has no inside:
 * `isSingleValue` names those, and a grid that gives each atom such a bin leaves no doubt about it. Where it is known how
 * many of a bin's reference values lie below its last one, `referenceInside` takes the place of p inside of it. With an
 * empty side nothing is known but 0 ≤ D ≤ 1.
 *
 * The gaps are integers (n·m·(F − G)), so both bounds hold without rounding up to n·m = 2⁵³, and are widened beyond.
 */
export function certifiedKs(
  referenceCounts: ArrayLike<number>,
  currentCounts: ArrayLike<number>,
  isSingleValue: (bin: number) => boolean = () => false,
  referenceInside: ArrayLike<number> = referenceCounts,
): CertifiedKs {
  let n = 0;
  let m = 0;
  for (let bin = 0; bin < referenceCounts.length; bin++) {
    n += referenceCounts[bin]!;
    m += currentCounts[bin]!;
  }
  if (n === 0 || m === 0) return { low: 0, high: 1 };
  let gap = 0;
  let low = 0;
  let high = 0;
  for (let bin = 0; bin < referenceCounts.length; bin++) {
    const up = referenceCounts[bin]! * m;
    const down = currentCounts[bin]! * n;
    if (!isSingleValue(bin)) high = Math.max(high, gap + referenceInside[bin]! * m, down - gap);
    gap += up - down;
    low = Math.max(low, Math.abs(gap));
    high = Math.max(high, low);
  }
  const pairs = n * m;
  const slack = pairs > Number.MAX_SAFE_INTEGER ? ROUNDING * referenceCounts.length : 0;
  return { low: Math.max(0, low / pairs - slack), high: Math.min(1, high / pairs + slack) };
}
