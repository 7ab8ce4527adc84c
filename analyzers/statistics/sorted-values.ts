/** countAtMost is the number of values ≤ `limit` in an ascending array, searched from `from` on. */
export function countAtMost(sorted: Float64Array, limit: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** countBelow is the number of values < `limit` in an ascending array. */
export function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** distinctCounts counts each distinct value of an ascending array, or is null when there are more than `limit`. */
export function distinctCounts(sorted: Float64Array, limit: number): Map<number, number> | null {
  const counts = new Map<number, number>();
  for (let start = 0; start < sorted.length; ) {
    if (counts.size === limit) return null;
    const value = sorted[start]!;
    // Runs are mostly either long (few distinct values) or single.
    const end = sorted[start + 1] === value ? countAtMost(sorted, value, start + 1) : start + 1;
    counts.set(value, end - start);
    start = end;
  }
  return counts;
}
