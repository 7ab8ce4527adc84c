import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import { retryDelay } from '../retry-delay.ts';

/** Repeating is what repeating needs. */
export interface Repeating {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: IngestLogger;
  /** Aborted when nothing is to be repeated any more; what is under way is still waited for. */
  readonly abandoned: AbortSignal;
}

// Short outages are normal and stay quiet; a long one is told again and again.
const LOG_EVERY_MS = 60_000;

/**
 * repeatUntilDone does the same work again until it succeeds, for ever: 100 ms doubling to 30 s, full jitter. Throws
 * what `isFinal` picks, and any failure once abandoned.
 */
export async function repeatUntilDone<T>(
  work: () => Promise<T>,
  repeating: Repeating,
  what: { readonly fields: object; isFinal(error: unknown): boolean; onRetry(): void },
): Promise<T> {
  const { clock, random, logger, abandoned } = repeating;
  const started = clock();
  let logged = started;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (what.isFinal(error) || abandoned.aborted) throw error;
      const now = clock();
      if (attempt === 0) logger.warn({ ...what.fields, err: error }, 'the log waits: a write is repeated');
      else if (now - logged >= LOG_EVERY_MS) {
        logged = now;
        const seconds = Math.round((now - started) / 1000);
        logger.error(
          { ...what.fields, attempt, seconds, err: error },
          'the log waits: a write keeps failing',
        );
      }
      what.onRetry();
      // An abort ends the pause, and the failure is the answer.
      await sleep(retryDelay(attempt, random), undefined, { signal: abandoned }).catch(() => {
        throw error;
      });
    }
  }
}
