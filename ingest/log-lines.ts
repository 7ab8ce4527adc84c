import { LIMITS } from '../domain/index.ts';
import type { IncomingRecord } from './judge-record.ts';
import type { OutgoingEntry } from './record-log.ts';

/** PROJECT_HEADER names the project of an entry; only the gateway's own topics are believed. */
export const PROJECT_HEADER = 'plumbline-project';

/** ENTRY_BYTES bounds the value of one entry: a broker takes 1 MiB at once by default, with everything around it. */
export const ENTRY_BYTES = 1000 * 1024;

/** LogLine is one record on its way into a log. */
export interface LogLine {
  readonly project: string;
  /** The record's own id where it has one; chooses the partition of the entry that the line begins. */
  readonly key: string;
  readonly text: string;
  readonly bytes: number;
}

/** lineOf writes a record as one line of JSON; what could not be decoded goes as it came. */
export function lineOf(incoming: IncomingRecord, project: string): LogLine {
  const text = 'raw' in incoming ? incoming.raw.toWellFormed() : JSON.stringify(incoming.value);
  const { prediction_id, sample_id } = ('value' in incoming ? incoming.value : {}) as Record<string, unknown>;
  const id = prediction_id ?? sample_id;
  return { project, key: typeof id === 'string' ? id : '', text, bytes: Buffer.byteLength(text) };
}

/**
 * packLines makes entries of lines in their order: each of one project, with at most 5,000 lines and ENTRY_BYTES. A
 * record that holds line ends of its own stands alone.
 */
export function packLines(lines: readonly LogLine[]): OutgoingEntry[] {
  const entries: OutgoingEntry[] = [];
  let open: LogLine[] = [];
  let bytes = 0;
  const close = () => {
    const first = open[0];
    if (!first) return;
    const value = Buffer.from(open.map(({ text }) => text).join('\n'));
    entries.push({ key: first.key, value, headers: { [PROJECT_HEADER]: first.project } });
    open = [];
    bytes = 0;
  };
  for (const line of lines) {
    const alone = line.text.includes('\n');
    const full = open.length >= LIMITS.recordsPerRequest || bytes + line.bytes + 1 > ENTRY_BYTES;
    if (alone || full || open[0]?.project !== line.project) close();
    open.push(line);
    bytes += line.bytes + 1;
    if (alone) close();
  }
  close();
  return entries;
}

/** groupEntries cuts a list where more than ENTRY_BYTES would be sent at once: one partition may get all of it. */
export function groupEntries(entries: readonly OutgoingEntry[]): (readonly OutgoingEntry[])[] {
  const groups: OutgoingEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entry.value.length;
    const group = groups.at(-1);
    if (group && bytes + size <= ENTRY_BYTES) {
      group.push(entry);
      bytes += size;
    } else {
      groups.push([entry]);
      bytes = size;
    }
  }
  return groups;
}
