import { PROJECT_HEADER } from '../log-lines.ts';
import type { LogEntry } from '../ports.ts';
import type { LogRecord } from '../record-log.ts';

/** LogItem is one offset of a partition while it waits to be written. */
export interface LogItem {
  readonly offset: bigint;
  /** Null for a tombstone, which holds no record. */
  readonly entry: LogEntry | null;
  /** Upper bound of the records in it. */
  readonly rows: number;
  readonly bytes: number;
}

// What an item costs beyond its bytes, so that many tiny entries are bounded too.
const OVERHEAD_BYTES = 200;
const NO_BYTES = new Uint8Array();
const LINE_END = 10;

/**
 * toLogItem gives an entry of a log its project: the topic's own, or else that of the header. What cannot be read,
 * or belongs to nobody, keeps the code that sends it to quarantine.
 */
export function toLogItem(record: LogRecord, topicProject: string | null): LogItem {
  const { offset, timestamp, value } = record;
  const project = topicProject ?? record.headers[PROJECT_HEADER] ?? '';
  const problem = record.problem ?? (project === '' ? 'unknown_project' : undefined);
  if (value === null && record.problem === undefined) {
    return { offset, entry: null, rows: 0, bytes: OVERHEAD_BYTES };
  }
  const bytes = value ?? NO_BYTES;
  const entry: LogEntry = {
    offset,
    project,
    timestamp,
    value: bytes,
    ...(problem === undefined ? {} : { problem }),
  };
  const rows = problem === undefined ? countLines(bytes) : 1;
  return { offset, entry, rows, bytes: bytes.length + OVERHEAD_BYTES };
}

function countLines(value: Uint8Array): number {
  let lines = 1;
  for (let at = value.indexOf(LINE_END); at >= 0; at = value.indexOf(LINE_END, at + 1)) lines += 1;
  return lines;
}
