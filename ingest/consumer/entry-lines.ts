import type { LogEntry } from '../ports.ts';
import type { LineSpan } from './log-range.ts';

const LINE_END = 10;
const OPEN = 123;
const CLOSE = 125;
const CARRIAGE_RETURN = 13;

/** lineCount is how many lines an entry can be cut into: one when some line is not an object of its own. */
export function lineCount(entry: LogEntry): number {
  if (entry.problem !== undefined) return 1;
  const lines = linesOf(entry.value);
  return lines.every(isObjectLine) ? Math.max(1, lines.length) : 1;
}

/**
 * cutLines keeps some lines of an entry. The lines before them stay as empty ones, which hold no record, so that a
 * record keeps its place in the entry.
 */
export function cutLines(entry: LogEntry, span: LineSpan): LogEntry {
  if (span.first === 0 && lineCount(entry) === 1) return entry;
  const kept = linesOf(entry.value).slice(span.first, span.last + 1);
  const size = kept.reduce((sum, line) => sum + line.length + 1, span.first);
  const value = new Uint8Array(size).fill(LINE_END);
  let at = span.first;
  for (const line of kept) {
    value.set(line, at);
    at += line.length + 1;
  }
  return { ...entry, value };
}

function linesOf(value: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let at = value.indexOf(LINE_END); at >= 0; at = value.indexOf(LINE_END, start)) {
    lines.push(value.subarray(start, at));
    start = at + 1;
  }
  if (start < value.length) lines.push(value.subarray(start));
  return lines;
}

function isObjectLine(line: Uint8Array): boolean {
  const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
  return end === 0 || (line[0] === OPEN && line[end - 1] === CLOSE);
}
