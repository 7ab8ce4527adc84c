const bits = new DataView(new ArrayBuffer(8));

/** nextAbove is the smallest float64 above a finite number. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/** isSingleValue says whether the bin [low, high) of two edges can hold one value only. */
export function isSingleValue(low: number | undefined, high: number | undefined): boolean {
  return low !== undefined && high !== undefined && nextAbove(low) === high;
}

/**
 * equalMassEdges are the edges of about `bins` bins that hold equal shares of an ascending sample, ascending and
 * distinct. A value that the sample holds more than once gets a bin of its own, [v, next above v), so that an atom is no
 * source of doubt.
 */
export function equalMassEdges(sorted: Float64Array, bins: number): Float64Array {
  const edges = new Set<number>();
  const step = Math.max(1, sorted.length / bins);
  for (let position = 0; position < sorted.length; position += step) {
    const index = Math.floor(position);
    const value = sorted[index]!;
    edges.add(value);
    const isAtom = sorted[index + 1] === value || (index > 0 && sorted[index - 1] === value);
    const above = nextAbove(value);
    if (isAtom && Number.isFinite(above)) edges.add(above);
  }
  return Float64Array.from(edges).sort();
}
