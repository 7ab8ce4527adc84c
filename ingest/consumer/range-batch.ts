import type { LogBatch, LogEntry } from '../ports.ts';
import { cutLines } from './entry-lines.ts';
import type { LogItem } from './log-item.ts';
import type { LogRange } from './log-range.ts';

/** entriesOf gives the entries that a range writes: whole ones, or the lines of one, or what goes to quarantine. */
export function entriesOf(range: LogRange, items: readonly LogItem[]): LogEntry[] {
  const { lines, quarantine } = range;
  const entries: LogEntry[] = [];
  for (const { entry } of items) {
    if (!entry) continue;
    const cut = lines ? cutLines(entry, lines) : entry;
    entries.push(quarantine ? { ...cut, problem: cut.problem ?? 'store_refused' } : cut);
  }
  return entries;
}

/** bytesOf is the size of a batch's values. */
export function bytesOf(batch: LogBatch): number {
  return batch.entries.reduce((sum, { value }) => sum + value.length, 0);
}
