import type { LogEntry } from '../ports.ts';
import { lineCount } from './entry-lines.ts';
import type { LineSpan, LogRange } from './log-range.ts';

/**
 * bisect cuts a refused range: into two of half its entries, one entry into two of half its lines, and a line that
 * is refused on its own into the range that sends it to quarantine. Each piece is marked like any range before it is
 * written, so that a kill between them finds the very same piece again.
 */
export function bisect(range: LogRange, entries: readonly LogEntry[]): [LogRange, ...LogRange[]] {
  const [first] = entries;
  if (entries.length > 1) return halves(range, entries);
  const lines = first ? lineCount(first) : 1;
  const span = range.lines ?? { first: 0, last: lines - 1 };
  const quarantined: LogRange = { ...range, lines: range.lines, quarantine: true };
  if (span.first >= span.last) return [quarantined];
  const middle = Math.floor((span.first + span.last) / 2);
  return [
    { ...range, lines: { first: span.first, last: middle } },
    { ...range, lines: { first: middle + 1, last: span.last } },
  ];
}

/** restOfEntry is what follows a piece that was found again: its successors were known to nobody but the killed process. */
export function restOfEntry(range: LogRange, entries: readonly LogEntry[]): LogRange[] {
  const [entry] = entries;
  if (!range.lines || !entry) return [];
  const last = lineCount(entry) - 1;
  const rest: LineSpan = { first: range.lines.last + 1, last };
  return rest.first > last ? [] : [{ ...range, lines: rest, quarantine: false }];
}

function halves(range: LogRange, entries: readonly LogEntry[]): [LogRange, LogRange] {
  const middle = Math.ceil(entries.length / 2);
  const cut = entries[middle - 1]!.offset;
  return [
    { ...range, to: cut, entries: middle },
    { ...range, from: cut + 1n, entries: entries.length - middle },
  ];
}
