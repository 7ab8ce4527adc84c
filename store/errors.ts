import { PlumblineError } from '../domain/index.ts';

/** The statement was not started, so it can be sent again. */
const NOT_STARTED = new Set([202, 203, 439, 745]);

/**
 * A write that ends with one of these may have been applied in part or in whole: timeouts, lost connections,
 * cancelled, out of memory or disk, too many parts, read-only replica, quorum unknown, and failures without a class.
 */
const OUTCOME_UNKNOWN = new Set([
  74, 75, 107, 159, 173, 198, 209, 210, 225, 236, 241, 242, 243, 252, 279, 319, 394, 499, 999, 1001, 1002,
]);

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Statement is what an error is about. */
export interface FailedStatement {
  readonly name: string;
  readonly writes: boolean;
}

/** toStoreError turns anything that a connection throws into store_refused, store_unavailable or store_unknown. */
export function toStoreError(thrown: unknown, statement: FailedStatement): PlumblineError {
  if (thrown instanceof PlumblineError) return thrown;
  const code = clickhouseCode(thrown);
  const details = { statement: statement.name, ...describe(thrown, code, statement) };
  if (code !== null && !NOT_STARTED.has(code) && !OUTCOME_UNKNOWN.has(code)) {
    return new PlumblineError('store_refused', `ClickHouse refused the statement (code ${code}).`, {
      details,
    });
  }
  const notStarted = code === null ? NEVER_SENT.has(systemCode(thrown)) : NOT_STARTED.has(code);
  const unknown = statement.writes && !notStarted;
  return new PlumblineError(unknown ? 'store_unknown' : 'store_unavailable', undefined, {
    retryable: true,
    details,
  });
}

/** clickhouseCode is ClickHouse's exception code, null when the failure came from elsewhere. */
export function clickhouseCode(thrown: unknown): number | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  if ('clickhouseCode' in thrown && typeof thrown.clickhouseCode === 'number') return thrown.clickhouseCode;
  if ('type' in thrown && 'code' in thrown && /^\d+$/.test(String(thrown.code))) return Number(thrown.code);
  const match = /^Code: (\d+)\./.exec(textOf(thrown));
  return match ? Number(match[1]) : null;
}

function systemCode(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** describe keeps what an operator needs; a refused write quotes rows, so only the row's number is kept of it. */
function describe(thrown: unknown, code: number | null, statement: FailedStatement): object {
  const text = textOf(thrown);
  const type = /\(([A-Z][A-Z0-9_]{2,})\)/.exec(text)?.[1];
  const row = /\(at row (\d+)\)/.exec(text)?.[1];
  const quotesRows = statement.writes && code !== null;
  return {
    ...(code === null ? {} : { clickhouse_code: code }),
    ...(type === undefined ? {} : { clickhouse_type: type }),
    ...(row === undefined ? {} : { row: Number(row) }),
    ...(quotesRows ? {} : { reason: text.replace(/unhex\('[0-9a-f]*'\)/g, '?').slice(0, 300) }),
  };
}
