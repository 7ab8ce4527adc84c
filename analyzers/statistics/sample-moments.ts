import type { MomentPair, Moments } from './statistic.ts';

/** moments takes an ascending sample. */
function moments(values: Float64Array, origin: number, scale: number): Moments {
  const n = values.length;
  const at = (index: number): number => (values[index]! - origin) * scale;
  // Summed from the first value, so that the moments of a constant are exactly zero.
  const first = at(0);
  let sum = 0;
  for (const value of values) sum += (value - origin) * scale - first;
  const mean = first + sum / n;
  const median = (at((n - 1) >>> 1) + at(n >>> 1)) / 2;
  let second = 0;
  let fourth = 0;
  let absolute = 0;
  for (const value of values) {
    const scaled = (value - origin) * scale;
    const square = (scaled - mean) ** 2;
    second += square;
    fourth += square * square;
    absolute += Math.abs(scaled - median);
  }
  return { mean, median, absolute: absolute / n, second: second / n, fourth: fourth / n };
}

/**
 * momentPair computes both sides' moments in two passes each, with the smallest pooled value as origin and as unit the
 * power of two above the pooled range: scaling is exact then, and no square overflows or vanishes. Both are ascending, not
 * empty.
 */
export function momentPair(reference: Float64Array, current: Float64Array): MomentPair {
  const origin = Math.min(reference[0]!, current[0]!);
  const range = Math.max(reference.at(-1)!, current.at(-1)!) - origin;
  // From 2^-1022 to 2^1023 both the unit and its inverse are numbers.
  const unit = range > 0 ? 2 ** Math.min(1023, Math.max(-1022, Math.ceil(Math.log2(range)))) : 1;
  return {
    reference: moments(reference, origin, 1 / unit),
    current: moments(current, origin, 1 / unit),
    origin,
    unit,
    nReference: reference.length,
    nCurrent: current.length,
  };
}
