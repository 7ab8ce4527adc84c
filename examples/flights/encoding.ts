import type { Departures, FeatureName } from './features.ts';

/** Encoder cuts one input into bins, so that each bin gets a weight of its own. */
export interface Encoder {
  readonly feature: FeatureName;
  readonly bins: number;
  readonly binOf: (value: number) => number;
}

// Inputs whose values are their own bins; the number of values, airports apart, is fixed.
const DISCRETE: Readonly<Partial<Record<FeatureName, number>>> = { hour: 24, day_of_week: 7 };

/** buildEncoder cuts numbers at quantiles of the training rows; unknown values have a bin of their own. */
export function buildEncoder(
  feature: FeatureName,
  departures: Departures,
  rows: Uint32Array,
  bins: number,
): Encoder {
  if (feature === 'origin' || feature === 'destination')
    return { feature, bins: departures.airports.length, binOf: (value) => value };
  const discrete = DISCRETE[feature];
  if (discrete !== undefined) return { feature, bins: discrete, binOf: (value) => value };
  const values = departures.inputs[feature];
  const edges = quantileEdges(
    Float32Array.from(rows, (i) => values[i]!).filter((value) => !Number.isNaN(value)),
    bins,
  );
  return {
    feature,
    bins: edges.length + 2,
    binOf: (value) => (Number.isNaN(value) ? edges.length + 1 : binAmong(edges, value)),
  };
}

/** quantileEdges are the distinct inner edges of equal-mass bins (lo, hi]. */
export function quantileEdges(values: Float32Array, bins: number): Float32Array {
  const sorted = values.slice().sort();
  const edges: number[] = [];
  for (let b = 1; b < bins && sorted.length > 0; b++) {
    const edge = sorted[Math.floor((sorted.length * b) / bins)]!;
    if (edges.length === 0 || edge > edges[edges.length - 1]!) edges.push(edge);
  }
  return Float32Array.from(edges);
}

/** binAmong counts the edges below the value. */
export function binAmong(edges: Float32Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
