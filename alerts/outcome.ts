import { messageOf, PlumblineError } from '../domain/index.ts';
import type { OutboundResponse } from './ports.ts';
import { readRetryAfter } from './retry.ts';

/** DeliveryOutcome is how one attempt ended; texts are shown to people and hold no secret. */
export type DeliveryOutcome =
  | { readonly outcome: 'delivered'; readonly receipt: Readonly<Record<string, string>> }
  | { readonly outcome: 'retry'; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly outcome: 'refused'; readonly reason: string }
  /** The receiver wants nothing more: its notifier is switched off. */
  | { readonly outcome: 'gone'; readonly reason: string };

/** statusOutcome judges an HTTP answer by its status; `detail` is what the receiver said, without secrets. */
export function statusOutcome(
  response: Pick<OutboundResponse, 'status' | 'headers'>,
  now: number,
  detail = '',
): DeliveryOutcome {
  const { status } = response;
  const reason = `The receiver answered ${status}${detail === '' ? '' : `: ${detail.slice(0, 300)}`}.`;
  if (status >= 200 && status < 300) return { outcome: 'delivered', receipt: { status: String(status) } };
  if (status >= 300 && status < 400)
    return { outcome: 'refused', reason: `The receiver answered ${status}; redirects are not followed.` };
  if (status === 410) return { outcome: 'gone', reason };
  if (status === 408 || status === 429 || status >= 500)
    return { outcome: 'retry', reason, retryAfterMs: readRetryAfter(response.headers['retry-after'], now) };
  return { outcome: 'refused', reason };
}

/** thrownOutcome judges what an attempt threw: blocked addresses are refused, all else is tried again. */
export function thrownOutcome(thrown: unknown): DeliveryOutcome {
  if (!(thrown instanceof PlumblineError))
    return {
      outcome: 'retry',
      reason: 'The attempt failed unexpectedly; the log has the cause.',
      retryAfterMs: null,
    };
  if (thrown.retryable) return { outcome: 'retry', reason: messageOf(thrown), retryAfterMs: null };
  return { outcome: 'refused', reason: messageOf(thrown) };
}
