import { isRetryableStatus } from './retry.ts';

/** RejectedLine is one record of a batch that the service refused. */
export interface RejectedLine {
  readonly index: number;
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

/** Answer is what one HTTP answer means for a batch. */
export type Answer =
  | { readonly kind: 'settled'; readonly rejected: readonly RejectedLine[] }
  | { readonly kind: 'retry'; readonly message: string; readonly status?: number }
  | { readonly kind: 'refused'; readonly message: string; readonly status: number; readonly code?: string };

// A proxy may answer with a whole page.
const MAX_DETAIL = 500;

type Body = Readonly<Record<string, unknown>>;

function parseBody(text: string): Body {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Body) : {};
  } catch {
    return {};
  }
}

const textOr = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback);

/** readRejected gives the listed records, or undefined when the list does not fit a batch of `records` lines. */
function readRejected(list: unknown, records: number, fallback: Body): RejectedLine[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const seen = new Set<number>();
  const lines: RejectedLine[] = [];
  for (const item of list as readonly (Body | null)[]) {
    const index = item?.index;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= records)
      return undefined;
    if (seen.has(index)) return undefined;
    seen.add(index);
    lines.push({
      index,
      code: textOr(item?.code, textOr(fallback.code, 'rejected')),
      path: textOr(item?.path, ''),
      message: textOr(item?.message, textOr(fallback.detail, 'The service rejected the record.')),
    });
  }
  return lines;
}

/**
 * readAnswer interprets status and body for a batch of `records` lines. Only an answer that accounts for every
 * record counts as an acknowledgement; any other 2xx comes from something in between, and is tried again.
 */
export function readAnswer(status: number, text: string, records: number): Answer {
  if (isRetryableStatus(status)) {
    const { code } = parseBody(text);
    return { kind: 'retry', status, message: `HTTP ${status}${typeof code === 'string' ? ` ${code}` : ''}` };
  }
  const body = parseBody(text);
  if (status >= 200 && status < 300) {
    const rejected = readRejected(body.rejected, records, body);
    if (rejected && body.accepted === records - rejected.length) return { kind: 'settled', rejected };
    return { kind: 'retry', status, message: `HTTP ${status} without an account of the records` };
  }
  if (status === 422) {
    const rejected = readRejected(body.rejected, records, body);
    if (rejected?.length === records) return { kind: 'settled', rejected };
  }
  const parts = [textOr(body.code, ''), textOr(body.detail, textOr(body.title, ''))];
  const said = parts.filter(Boolean).join(': ').slice(0, MAX_DETAIL);
  return {
    kind: 'refused',
    status,
    message: said === '' ? `HTTP ${status}` : `HTTP ${status} ${said}`,
    ...(typeof body.code === 'string' ? { code: body.code } : {}),
  };
}
