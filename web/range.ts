import type { Span } from './charts/axes.ts';

const DAY_MS = 86_400_000;
const DAY_ONLY = /^\d{4}-\d{2}-\d{2}$/;
/** Data older than this is a replay or an archive: ranges end at the data, not at the present. */
const OLD_MS = 7 * DAY_MS;

const LENGTHS: Readonly<Record<string, number>> = {
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
};

/** RANGES are the ranges to pick from, with their names. */
export const RANGES = [
  { id: '7d', title: '7 days' },
  { id: '30d', title: '30 days' },
  { id: '90d', title: '90 days' },
  { id: 'all', title: 'All' },
] as const;

/** Range is the time that a page shows and how it was chosen. */
export interface Range extends Span {
  readonly id: '7d' | '30d' | '90d' | 'all' | 'custom';
  /** The data ended long ago, so ranges are counted from its end. */
  readonly ended: boolean;
}

/** RangeQuery is the part of an address that chooses a range. */
export interface RangeQuery {
  readonly range?: string;
  readonly from?: string;
  readonly to?: string;
}

/** resolveRange finds the time to show; `data` is from the first to the newest data, null without any. */
export function resolveRange(query: RangeQuery, data: Span | null, now: number): Range {
  const ended = data !== null && now - data.to > OLD_MS;
  const end = ended ? data.to : now;
  const custom = readCustom(query);
  if (custom) return { ...custom, id: 'custom', ended };
  const wanted = query.range === undefined || !isRange(query.range) ? usual(data, end, ended) : query.range;
  if (wanted === 'all') {
    return { id: 'all', from: Math.min(data?.from ?? end - LENGTHS['30d']!, end - DAY_MS), to: end, ended };
  }
  return { id: wanted, from: end - LENGTHS[wanted]!, to: end, ended };
}

function usual(data: Span | null, end: number, ended: boolean): '30d' | 'all' {
  if (data === null) return '30d';
  return ended || end - data.from <= LENGTHS['30d']! ? 'all' : '30d';
}

function isRange(id: string): id is '7d' | '30d' | '90d' | 'all' {
  return id === 'all' || Object.hasOwn(LENGTHS, id);
}

function readCustom({ from, to }: RangeQuery): Span | null {
  if (from === undefined || to === undefined) return null;
  // A day alone means all of it.
  const span = { from: Date.parse(from), to: Date.parse(to) + (DAY_ONLY.test(to) ? DAY_MS : 0) };
  return span.from < span.to ? span : null;
}

/** rangeParameters are the query parameters of a range for the API. */
export function rangeParameters({ from, to }: Span): { readonly from: string; readonly to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** isoDay is the day of an instant in UTC, as date fields write it. */
export function isoDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
