const bits = new BigInt64Array(1);
const value = new Float64Array(bits.buffer);

/** nextUp is the smallest float64 above a finite number; Infinity after the largest. */
export function nextUp(number: number): number {
  if (number === 0) return Number.MIN_VALUE;
  value[0] = number;
  bits[0]! += number > 0 ? 1n : -1n;
  return value[0];
}

/** nextDown is the largest float64 below a finite number; -Infinity before the smallest. */
export function nextDown(number: number): number {
  return -nextUp(-number);
}
