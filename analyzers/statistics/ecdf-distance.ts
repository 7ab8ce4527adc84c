/** EcdfDistance compares two empirical distribution functions. */
export interface EcdfDistance {
  /** sup |F − G|. */
  readonly supremum: number;
  /** ∫ |F − G| in the unit of the values. */
  readonly area: number;
}

/**
 * ecdfDistance walks two ascending, non-empty samples once. `gap` is n·m·(F − G), an integer, so that the supremum is
 * free of rounding; ties on both sides are one step of the walk.
 */
export function ecdfDistance(a: Float64Array, b: Float64Array): EcdfDistance {
  const n = a.length;
  const m = b.length;
  let i = 0;
  let j = 0;
  let gap = 0;
  let widest = 0;
  let area = 0;
  let previous = Math.min(a[0]!, b[0]!);
  while (i < n && j < m) {
    const value = Math.min(a[i]!, b[j]!);
    area += Math.abs(gap) * (value - previous);
    previous = value;
    while (i < n && a[i] === value) {
      i += 1;
      gap += m;
    }
    while (j < m && b[j] === value) {
      j += 1;
      gap -= n;
    }
    const width = Math.abs(gap);
    if (width > widest) widest = width;
  }
  // One side is used up: the other only closes the gap from here on.
  for (; i < n; i++, gap += m) {
    area += Math.abs(gap) * (a[i]! - previous);
    previous = a[i]!;
  }
  for (; j < m; j++, gap -= n) {
    area += Math.abs(gap) * (b[j]! - previous);
    previous = b[j]!;
  }
  const pairs = n * m;
  return { supremum: widest / pairs, area: area / pairs };
}
