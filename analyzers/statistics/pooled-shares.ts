import type { CountedPair } from './statistic.ts';

/** pooledShares are the shares of the bins that hold any row, over both sides together. */
export function pooledShares({ reference, current, nReference, nCurrent }: CountedPair): number[] {
  const shares: number[] = [];
  for (let bin = 0; bin < reference.length; bin++) {
    const rows = reference[bin]! + current[bin]!;
    if (rows > 0) shares.push(rows / (nReference + nCurrent));
  }
  return shares;
}
