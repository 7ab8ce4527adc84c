import { deterministicId, LIMITS, type RecordKind } from '../domain/index.ts';
import type { RecordProblem } from './outcomes.ts';
import type { QuarantineRow } from './rows.ts';

/** Suspect is a record that goes to quarantine. */
export interface Suspect {
  readonly project: string;
  readonly kind: RecordKind;
  readonly source: string;
  /** Index of the record in its request. */
  readonly line: number;
  readonly model: string;
  readonly problem: RecordProblem;
  readonly raw: string;
  /** When the request arrived, epoch milliseconds. */
  readonly arrivedAt: number;
}

/** shapeQuarantine makes the row of a suspect; `keepRaw` false leaves its text out, its length stays. */
export function shapeQuarantine(suspect: Suspect, keepRaw: boolean): Omit<QuarantineRow, 'received_at'> {
  const { project, kind, source, line, model, problem, raw, arrivedAt } = suspect;
  const text = raw.toWellFormed();
  return {
    project,
    quarantine_id: deterministicId(project, kind, source, String(arrivedAt), String(line), text),
    kind,
    source,
    topic: '',
    log_partition: -1,
    log_offset: -1,
    line,
    model,
    code: problem.code,
    path: problem.path,
    reason: problem.message,
    raw: keepRaw ? cutToBytes(text, LIMITS.quarantineRawBytes) : '',
    raw_bytes: Buffer.byteLength(text),
  };
}

/** cutToBytes keeps whole characters within the limit. */
export function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

const HOUR_MS = 3_600_000;

/** QuarantineBudget bounds the bytes of raw text that one project can store per hour. */
export class QuarantineBudget {
  readonly #bytesPerHour: number;
  #hour = 0;
  readonly #used = new Map<string, number>();

  constructor(bytesPerHour: number) {
    this.#bytesPerHour = bytesPerHour;
  }

  /** spend tells whether the text still fits this hour, and counts it if so. */
  spend(project: string, raw: string, now: number): boolean {
    const hour = Math.floor(now / HOUR_MS);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#used.clear();
    }
    const used = this.#used.get(project) ?? 0;
    const bytes = Math.min(raw.length, LIMITS.quarantineRawBytes);
    if (used + bytes > this.#bytesPerHour) return false;
    this.#used.set(project, used + bytes);
    return true;
  }
}
