/**
 * areaUnderCurve is the probability that a row of the current side scores above one of the reference, ties counting half:
 * the Mann-Whitney statistic as a share of all pairs. Both sides need a row.
 */
export function areaUnderCurve(scores: Float64Array, isCurrent: Uint8Array): number {
  const below = scores.filter((_, row) => isCurrent[row] === 0).sort();
  const above = scores.filter((_, row) => isCurrent[row] === 1).sort();
  let less = 0;
  let upTo = 0;
  let twice = 0;
  for (const score of above) {
    while (less < below.length && below[less]! < score) less += 1;
    while (upTo < below.length && below[upTo]! <= score) upTo += 1;
    twice += less + upTo;
  }
  return twice / (2 * above.length * below.length);
}
