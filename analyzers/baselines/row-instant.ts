/** CountUntil counts the rows with event time in [from, end). */
export type CountUntil = (end: number) => Promise<number>;

/**
 * rowInstant finds the smallest end in (low, high] before which `target` rows lie, by bisection to the millisecond;
 * null when there are fewer. The n-th row's event time is the answer minus one.
 */
export async function rowInstant(
  count: CountUntil,
  target: number,
  low: number,
  high: number,
): Promise<number | null> {
  if (high <= low || (await count(high)) < target) return null;
  let below = low;
  let reached = high;
  while (reached - below > 1) {
    const middle = below + Math.floor((reached - below) / 2);
    if ((await count(middle)) >= target) reached = middle;
    else below = middle;
  }
  return reached;
}
