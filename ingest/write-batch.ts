import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, PlumblineError, type Random } from '../domain/index.ts';
import type { Batch } from './batch.ts';
import type { IngestLogger } from './logger.ts';
import type { IngestTable, RecordWriter } from './ports.ts';
import { retryDelay } from './retry-delay.ts';

/** BatchWriting is what writing a batch needs. */
export interface BatchWriting {
  readonly table: IngestTable;
  readonly writer: RecordWriter;
  readonly random: Random;
  readonly logger: IngestLogger;
  /** Aborted when nothing is to be repeated any more. */
  readonly abandoned: AbortSignal;
  readonly onRetry: () => void;
}

// Only a store that refuses whatever it is sent gets this far: then nobody's rows are at fault.
const REFUSALS_WITHOUT_SUCCESS = 16;

/**
 * writeBatch makes every row durable, or notes it as refused: a refused batch is halved until the rows that
 * the store does not take stand alone. Throws store_unavailable when the store refuses everything, and
 * shutting_down when it was abandoned; the rows may then have landed or not.
 */
export async function writeBatch(batch: Batch, writing: BatchWriting): Promise<void> {
  let written = false;
  const writeRows = async (from: number, to: number): Promise<void> => {
    const rows = batch.buffer.count(from, to);
    if (rows === 0) return;
    try {
      const ndjson = batch.buffer.slice(from, to);
      await repeat(() => writing.writer.write({ table: writing.table, rows, ndjson }), writing);
      written = true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (to - from > 1) {
        const middle = from + Math.ceil((to - from) / 2);
        await writeRows(from, middle);
        await writeRows(middle, to);
        return;
      }
      batch.refused.set(from, messageOf(error));
      if (!written && batch.refused.size >= REFUSALS_WITHOUT_SUCCESS) throw refusesEverything(error);
    }
  };
  await writeRows(0, batch.buffer.rows);
}

/** repeat does the work again until it succeeds or is refused; unknown outcomes are safe to repeat. */
export async function repeat(
  work: () => Promise<void>,
  writing: Omit<BatchWriting, 'writer'>,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (isRefusal(error)) throw error;
      if (writing.abandoned.aborted) throw abandonedBy(error);
      writing.onRetry();
      const { table } = writing;
      writing.logger.warn({ table, attempt, err: error }, 'insert failed and is repeated');
      try {
        await sleep(retryDelay(attempt, writing.random), undefined, { signal: writing.abandoned });
      } catch {
        throw abandonedBy(error);
      }
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof PlumblineError && error.code === 'store_refused';
}

function refusesEverything(cause: unknown): PlumblineError {
  return new PlumblineError('store_unavailable', 'ClickHouse refuses every row of the batch.', {
    retryable: true,
    cause,
  });
}

function abandonedBy(cause: unknown): PlumblineError {
  return new PlumblineError(
    'shutting_down',
    'The service stopped before ClickHouse took the records; send them again.',
    { retryable: true, cause },
  );
}
