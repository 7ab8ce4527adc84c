/**
 * BridgeKnots is a pooled distribution as steps: the distribution function is `level[k]` over `width[k]` of the range, and
 * the widths sum to 1. There is no step when all values are equal.
 */
export interface BridgeKnots {
  readonly level: Float64Array;
  readonly width: Float64Array;
  /** Largest minus smallest pooled value. */
  readonly range: number;
}

const STEP = 1 / 128;

/**
 * bridgeKnots pools two ascending samples into at most a few thousand steps. Neighbouring steps become one of their mean
 * level as long as neither H nor 1 − H changes by more than 1/128 of itself, so the tails keep their resolution.
 */
export function bridgeKnots(a: Float64Array, b: Float64Array): BridgeKnots {
  const rows = a.length + b.length;
  const level: number[] = [];
  const width: number[] = [];
  let i = 0;
  let j = 0;
  let previous = Math.min(a[0]!, b[0]!);
  const range = Math.max(a.at(-1)!, b.at(-1)!) - previous;
  let first = 0;
  let wide = 0;
  let mean = 0;
  const flush = (): void => {
    if (wide > 0) {
      level.push(mean / rows);
      width.push(wide);
    }
    wide = 0;
    mean = 0;
  };
  while (i < a.length || j < b.length) {
    const value = j === b.length || (i < a.length && a[i]! <= b[j]!) ? a[i]! : b[j]!;
    const step = (value - previous) / range;
    if (step > 0) {
      const below = i + j;
      if (below - first > STEP * first || below - first > STEP * (rows - below)) {
        flush();
        first = below;
      }
      wide += step;
      mean += (below - mean) * (step / wide);
    }
    previous = value;
    while (i < a.length && a[i] === value) i += 1;
    while (j < b.length && b[j] === value) j += 1;
  }
  flush();
  return { level: Float64Array.from(level), width: Float64Array.from(width), range };
}
