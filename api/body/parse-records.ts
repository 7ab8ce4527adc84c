import { isUtf8 } from 'node:buffer';
import { LIMITS, PlumblineError } from '../../domain/index.ts';
import type { ParsedRecord, RawRecord } from '../ports.ts';
import { depthOf, isBlank, isSpace, type JsonSpan, scanList } from './scan-json.ts';

/** RecordsBody is the decoded body of an ingest request. */
export type RecordsBody = readonly (ParsedRecord | RawRecord)[];

const OPEN_LIST = 0x5b;
const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
// Keeps a body of 5 MiB from holding the event loop in one piece.
const RECORDS_PER_TURN = 256;

/**
 * parseJsonRecords decodes a JSON list of records or a single one. Nesting is measured on the bytes before
 * anything is parsed, and a record that is too deep stands alone. Text that is not JSON throws invalid_json:
 * where a list is broken, nobody can tell one record from the next.
 */
export async function parseJsonRecords(bytes: Buffer, mostRecords: number): Promise<RecordsBody> {
  const start = startOf(bytes);
  requireUtf8(bytes);
  if (bytes[start] !== OPEN_LIST) {
    const depth = depthOf(bytes, start, bytes.length, LIMITS.depth);
    return [parseSpan(bytes, { start, end: bytes.length, depth }, 0)];
  }
  const spans = scanList(bytes, start, mostRecords);
  if (spans === null) throw new PlumblineError('invalid_json', 'The list is not closed, or text follows it.');
  if (spans.length > mostRecords) throw tooMany(mostRecords);
  if (spans.length === 0) throw new PlumblineError('empty_body');
  const records: (ParsedRecord | RawRecord)[] = [];
  for (const [index, span] of spans.entries()) {
    if (index > 0 && index % RECORDS_PER_TURN === 0) await nextTurn();
    records.push(parseSpan(bytes, span, index));
  }
  return records;
}

/** parseNdjsonRecords decodes one record per line; a line that is not JSON becomes a RawRecord. */
export async function parseNdjsonRecords(bytes: Buffer, mostRecords: number): Promise<RecordsBody> {
  const records: (ParsedRecord | RawRecord)[] = [];
  for (let start = startOf(bytes); start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isBlank(bytes, start, end)) {
      if (records.length >= mostRecords) throw tooMany(mostRecords);
      if (records.length > 0 && records.length % RECORDS_PER_TURN === 0) await nextTurn();
      records.push(parseLine(bytes.subarray(start, end)));
    }
    start = end + 1;
  }
  return records;
}

function parseSpan(bytes: Buffer, { start, end, depth }: JsonSpan, index: number): ParsedRecord | RawRecord {
  const text = bytes.toString('utf8', start, end);
  if (depth > LIMITS.depth) return { raw: text, code: 'too_deep' };
  try {
    // Forbidden keys are own properties here, harmless until copied; the pipeline refuses them per record.
    return { value: JSON.parse(text) };
  } catch {
    throw new PlumblineError(
      'invalid_json',
      `Record ${index} (at byte ${start}) is not JSON.${hintFor(text)}`,
      {
        details: { index, byte: start },
      },
    );
  }
}

function parseLine(line: Buffer): ParsedRecord | RawRecord {
  const text = line.toString('utf8');
  if (depthOf(line, 0, line.length, LIMITS.depth) > LIMITS.depth) return { raw: text, code: 'too_deep' };
  if (!isUtf8(line)) return { raw: text, code: 'invalid_json' };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { raw: text, code: 'invalid_json' };
  }
}

function hintFor(text: string): string {
  if (/[[:,\s]-?(?:NaN|Infinity)\b/.test(text)) {
    return ' NaN and Infinity are not JSON: send null for an unknown value.';
  }
  if (/\}\s*\n\s*\{/.test(text)) return ' One record per line is application/x-ndjson.';
  return '';
}

function startOf(bytes: Buffer): number {
  let start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (start < bytes.length && isSpace(bytes[start]!)) start += 1;
  if (start === bytes.length) throw new PlumblineError('empty_body');
  return start;
}

function requireUtf8(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new PlumblineError('invalid_json', 'The body is not UTF-8.');
}

function tooMany(most: number): PlumblineError {
  return new PlumblineError('too_many_records', `A request carries at most ${most} records; send several.`);
}

function nextTurn(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}
