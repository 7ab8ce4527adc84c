import type { LogItem } from './log-item.ts';
import type { LogRange } from './log-range.ts';

/** BatchLimits say when a batch goes in: its rows, its bytes or its age in milliseconds, whatever comes first. */
export interface BatchLimits {
  readonly rows: number;
  readonly bytes: number;
  readonly ageMs: number;
}

/** Gathered is what waits in a partition. */
export interface Gathered {
  readonly rows: number;
  readonly bytes: number;
  /** When the oldest entry came; the clock's milliseconds. */
  readonly since: number;
}

/** isDue says whether what has gathered goes in now; `pressed` when memory is short, so that waiting buys nothing. */
export function isDue(gathered: Gathered, limits: BatchLimits, now: number, pressed: boolean): boolean {
  if (gathered.bytes === 0) return false;
  if (pressed || gathered.rows >= limits.rows || gathered.bytes >= limits.bytes) return true;
  return now - gathered.since >= limits.ageMs;
}

/** nextRange is the longest range at `from` within the limits; one item at least, however large. */
export function nextRange(from: bigint, items: Iterable<LogItem>, limits: BatchLimits): LogRange | null {
  let to: bigint | null = null;
  let rows = 0;
  let bytes = 0;
  let entries = 0;
  for (const item of items) {
    if (to !== null && (rows + item.rows > limits.rows || bytes + item.bytes > limits.bytes)) break;
    to = item.offset;
    rows += item.rows;
    bytes += item.bytes;
    if (item.entry) entries += 1;
  }
  return to === null ? null : { from, to, entries, lines: null, quarantine: false };
}
