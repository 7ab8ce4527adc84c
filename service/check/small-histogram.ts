import type { GridSide } from '../../analyzers/index.ts';
import type { Column, Reference } from '../../domain/index.ts';

/** SmallHistogram is the shares of both sides in a few bins, for people; `labels` are categories. */
export interface SmallHistogram {
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly labels: readonly string[] | null;
}

const BINS = 12;
const CATEGORIES = 8;
/** The reference's inner 98 % take two thirds of the width; what lies beyond is counted in the first and last bin. */
const MARGIN = 0.25;

function shares(counts: readonly number[], total: number): number[] {
  return counts.map((count) => (total > 0 ? count / total : 0));
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  return total;
}

/** binOf places values in equal widths around the reference's inner values. */
function binOf(low: number, high: number): (value: number) => number {
  const margin = MARGIN * (high - low);
  const start = low - margin;
  const width = (high - low + 2 * margin) / BINS;
  return (value) => {
    // A constant reference: below, at, and above it.
    if (!(width > 0) || !Number.isFinite(width)) return value < low ? 0 : value > high ? BINS - 1 : BINS / 2;
    return Math.min(BINS - 1, Math.max(0, Math.floor((value - start) / width)));
  };
}

/** columnHistogram draws one subject whose values are at hand; null without any usable value in the reference. */
export function columnHistogram(reference: Reference, current: Column): SmallHistogram | null {
  if (reference.kind === 'categorical')
    return current.kind === 'categorical' ? categoryHistogram(reference, current) : null;
  const { sorted } = reference;
  if (sorted.length === 0 || current.kind !== 'numeric') return null;
  const place = binOf(
    sorted[Math.floor(0.01 * (sorted.length - 1))]!,
    sorted[Math.ceil(0.99 * (sorted.length - 1))]!,
  );
  const count = (values: Float64Array): number[] => {
    const counts = new Array<number>(BINS).fill(0);
    for (const value of values) if (Number.isFinite(value)) counts[place(value)]! += 1;
    return shares(counts, values.length);
  };
  return { reference: count(sorted), current: count(current.values), labels: null };
}

function categoryHistogram(
  reference: Extract<Reference, { kind: 'categorical' }>,
  current: Extract<Column, { kind: 'categorical' }>,
): SmallHistogram | null {
  const [n, m] = [sum(reference.counts), sum(current.counts)];
  if (n === 0) return null;
  const p = new Map(reference.categories.map((name, index) => [name, reference.counts[index]! / n]));
  const q = new Map(current.categories.map((name, index) => [name, current.counts[index]! / Math.max(1, m)]));
  const largest = (name: string) => Math.max(p.get(name) ?? 0, q.get(name) ?? 0);
  const names = [...new Set([...p.keys(), ...q.keys()])]
    .sort((a, b) => largest(b) - largest(a))
    .slice(0, CATEGORIES);
  return {
    reference: names.map((name) => p.get(name) ?? 0),
    current: names.map((name) => q.get(name) ?? 0),
    labels: names,
  };
}

/** gridHistogram draws one subject by its counts on a grid. */
export function gridHistogram(
  edges: Float64Array,
  reference: GridSide,
  current: GridSide,
): SmallHistogram | null {
  const n = sum(reference.counts);
  if (n === 0 || edges.length === 0) return null;
  const edgeAt = (share: number): number => {
    let below = 0;
    for (let bin = 0; bin < edges.length; bin++) {
      below += reference.counts[bin]!;
      if (below >= share * n) return edges[bin]!;
    }
    return edges.at(-1)!;
  };
  const place = binOf(edgeAt(0.01), edgeAt(0.99));
  const count = ({ counts }: GridSide): number[] => {
    const drawn = new Array<number>(BINS).fill(0);
    for (let bin = 0; bin < counts.length; bin++) drawn[place(edges[Math.max(0, bin - 1)]!)]! += counts[bin]!;
    return shares(drawn, sum(counts));
  };
  return { reference: count(reference), current: count(current), labels: null };
}
