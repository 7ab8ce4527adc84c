import type { EcdfDistance } from './ecdf-distance.ts';

/** EcdfIntegrals is everything that one merge pass tells of two empirical distribution functions. */
export interface EcdfIntegrals extends EcdfDistance {
  /** Mean of (F − G)² over the pooled values, ties with their number. */
  readonly meanSquare: number;
  /** ∫ (F − G)² dx. */
  readonly squareArea: number;
  /** A² of Scholz and Stephens (1987), equation 7, for two samples: ties at their midranks. */
  readonly andersonDarling: number;
  /** Share of the pooled values that the most frequent one has. */
  readonly largestTie: number;
}

/**
 * ecdfIntegrals walks two ascending, non-empty samples once and gives the same supremum and area, bit by bit, as
 * ecdfDistance, which takes less than half of its time. One single distinct value gives zero everywhere.
 */
export function ecdfIntegrals(a: Float64Array, b: Float64Array): EcdfIntegrals {
  const n = a.length;
  const m = b.length;
  const rows = n + m;
  const pairs = n * m;
  let i = 0;
  let j = 0;
  let gap = 0;
  let widest = 0;
  let area = 0;
  let squareArea = 0;
  let squares = 0;
  let weighted = 0;
  let mostTies = 0;
  let previous = Math.min(a[0]!, b[0]!);
  const perPair = 1 / pairs;
  let before = 0;
  while (i < n || j < m) {
    const value = j === m || (i < n && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    const step = value - previous;
    area += Math.abs(gap) * step;
    squareArea += before * before * step;
    previous = value;
    const pooledBefore = i + j;
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
    const ties = i + j - pooledBefore;
    if (ties > mostTies) mostTies = ties;
    const after = gap * perPair;
    squares += ties * after * after;
    const middle = (before + after) / 2;
    const rank = pooledBefore + ties / 2;
    // With one single distinct value both are zero.
    const spread = rank * (rows - rank) - (rows * ties) / 4;
    if (spread > 0) weighted += (ties * middle * middle) / spread;
    before = after;
  }
  return {
    supremum: widest / pairs,
    area: area / pairs,
    meanSquare: squares / rows,
    squareArea,
    andersonDarling: (rows - 1) * (pairs / rows) * weighted,
    largestTie: mostTies / rows,
  };
}
