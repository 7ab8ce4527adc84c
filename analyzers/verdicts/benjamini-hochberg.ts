/**
 * benjaminiHochberg adjusts p-values for being many (Benjamini and Hochberg 1995): rejecting those below α keeps the
 * expected share of false rejections below α. Null stays null and is not counted.
 */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  const ranked = pValues
    .map((pValue, index) => ({ pValue, index }))
    .filter((entry): entry is { pValue: number; index: number } => entry.pValue !== null)
    .sort((a, b) => b.pValue - a.pValue);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let smallest = 1;
  for (const [place, { pValue, index }] of ranked.entries()) {
    smallest = Math.min(smallest, (pValue * ranked.length) / (ranked.length - place));
    adjusted[index] = smallest;
  }
  return adjusted;
}
