/** contingencyChiSquare is Pearson's χ² of a two-row table and the number of its columns that hold any row. */
export function contingencyChiSquare(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): { readonly value: number; readonly columns: number } {
  let n = 0;
  let m = 0;
  for (let column = 0; column < reference.length; column++) {
    n += reference[column]!;
    m += current[column]!;
  }
  if (n === 0 || m === 0) return { value: 0, columns: 0 };
  let value = 0;
  let columns = 0;
  for (let column = 0; column < reference.length; column++) {
    const pooled = reference[column]! + current[column]!;
    if (pooled === 0) continue;
    columns += 1;
    const expected = (pooled * n) / (n + m);
    const difference = reference[column]! - expected;
    value += difference * difference * (1 / expected + 1 / (pooled - expected));
  }
  return { value, columns };
}
