import type { Distribution } from '../../api/distribution.ts';

/** Bin is one bin of a numeric column, or one category. */
export interface Bin {
  readonly name: string;
  /** Bounds; null for a category, and where a bin is open. */
  readonly from: number | null;
  readonly to: number | null;
  readonly reference: number;
  readonly current: number;
  readonly unseen: boolean;
}

/** Outline is what a histogram draws: the share of each bin over its bounds, and the last bound. */
export interface Outline {
  readonly reference: readonly (readonly [number, number])[];
  readonly current: readonly (readonly [number, number])[];
}

/** binsOf lists the bins of a distribution with their shares on both sides. */
export function binsOf(distribution: Distribution, format: (value: number) => string): Bin[] {
  const { kind, edges = [], categories = [], reference, current, unseen } = distribution;
  const sharesOf = (place: number) => ({ reference: reference[place] ?? 0, current: current[place] ?? 0 });
  if (kind === 'categorical') {
    const strangers = new Set(unseen.map(({ category }) => category));
    return categories.map((category, place) => {
      const isRest = distribution.others === true && place === categories.length - 1;
      const name = isRest ? 'all others' : category;
      return { name, from: null, to: null, ...sharesOf(place), unseen: !isRest && strangers.has(category) };
    });
  }
  return edges.slice(0, -1).map((low, place) => {
    const high = edges[place + 1]!;
    const from = distribution.low_tail && place === 0 ? null : low;
    const to = distribution.high_tail && place === edges.length - 2 ? null : high;
    return { name: spanName(from, to, format), from, to, ...sharesOf(place), unseen: false };
  });
}

function spanName(from: number | null, to: number | null, format: (value: number) => string): string {
  if (from === null && to === null) return 'all';
  if (from === null) return `below ${format(to!)}`;
  if (to === null) return `from ${format(from)}`;
  return from === to ? format(from) : `${format(from)} – ${format(to)}`;
}

/**
 * outlineOf turns numeric bins into two outlines; open bins are drawn as wide as their neighbours. Null where a bin has
 * no width, so that bars with names must do.
 */
export function outlineOf(bins: readonly Bin[]): Outline | null {
  const bounds = boundsOf(bins);
  if (bounds === null) return null;
  const heights = (side: 'reference' | 'current') => {
    const points = bins.map((bin, place) => [bounds[place]!, bin[side]] as const);
    return [...points, [bounds.at(-1)!, points.at(-1)![1]] as const];
  };
  return { reference: heights('reference'), current: heights('current') };
}

function boundsOf(bins: readonly Bin[]): number[] | null {
  const closed = bins.find(({ from, to }) => from !== null && to !== null);
  if (!closed) return null;
  const width = closed.to! - closed.from!;
  const lows = bins.map(({ from, to }) => from ?? to! - width);
  const bounds = [...lows, bins.at(-1)!.to ?? lows.at(-1)! + width];
  return bounds.every((bound, place) => place === 0 || bound > bounds[place - 1]!) ? bounds : null;
}
