/** BinnedSide is one side of a comparison on a grid of edges e₀ < e₁ < …: bins (−∞, e₀), [e₀, e₁), …, [eₖ, ∞). */
export interface BinnedSide {
  /** One more than there are edges, as are `sums`. */
  readonly counts: ArrayLike<number>;
  /** Sum of the values of each bin. */
  readonly sums: ArrayLike<number>;
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin]!;
  return sum;
}

/**
 * certifiedWasserstein bounds W1 = ∫ |F − G|, in the unit of the values, by counts and sums on one grid; neither side is
 * empty.
 */
export function certifiedWasserstein(
  edges: ArrayLike<number>,
  reference: BinnedSide,
  current: BinnedSide,
): { readonly low: number; readonly high: number } {
  let low = 0;
  let high = 0;
  for (const bin of binAreas(edges, reference, current)) {
    low += bin.low;
    high += bin.high;
  }
  return { low, high };
}

/**
 * binAreas bounds the part of ∫ |F − G| that lies within each bin.
 *
 * Within a bin [a, b) of width w the integral of F − F(a) is U = (c·b − s)/n and that of F(b) − F is L = (s − c·a)/n, with
 * c values that sum to s. So ∫ (F − G) is known, which gives `low`, and is ∫ |F − G| where F − G keeps its sign. Elsewhere
 * ∫ |F − G| is at most |F(a) − G(a)|·w + U + U′, at most |F(b) − G(b)|·w + L + L′, and at most w·sup |F − G|. The open ends
 * start or end without a gap, so U and L alone bound them.
 */
export function* binAreas(
  edges: ArrayLike<number>,
  reference: BinnedSide,
  current: BinnedSide,
): Iterable<{ readonly low: number; readonly high: number }> {
  const n = total(reference.counts);
  const m = total(current.counts);
  let gap = 0;
  for (let bin = 0; bin <= edges.length; bin++) {
    const [p, q] = [reference.counts[bin]! / n, current.counts[bin]! / m];
    const [s, t] = [reference.sums[bin]! / n, current.sums[bin]! / m];
    const [a, b] = [edges[bin - 1], edges[bin]];
    const under = b === undefined ? null : [Math.max(0, p * b - s), Math.max(0, q * b - t)];
    const over = a === undefined ? null : [Math.max(0, s - p * a), Math.max(0, t - q * a)];
    if (under === null || over === null) {
      const [own, other] = (under ?? over ?? [0, 0]) as [number, number];
      yield { low: Math.abs(own - other), high: own + other };
    } else {
      const width = b! - a!;
      const known = Math.abs(gap * width + under[0]! - under[1]!);
      const after = gap + p - q;
      const keepsSign = gap - q >= 0 || gap + p <= 0 || p === 0 || q === 0;
      const bounds = [
        Math.abs(gap) * width + under[0]! + under[1]!,
        Math.abs(after) * width + over[0]! + over[1]!,
        width * Math.max(gap + p, q - gap),
      ];
      const settled = keepsSign && gap * after >= 0;
      yield { low: known, high: settled ? known : Math.max(known, Math.min(...bounds)) };
    }
    gap += p - q;
  }
}
