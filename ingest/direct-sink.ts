import { setTimeout as sleep } from 'node:timers/promises';
import { PlumblineError } from '../domain/index.ts';
import type { FeatureCatalogue } from './feature-catalogue.ts';
import { IngestTables, type TablesOptions } from './ingest-tables.ts';
import type { Origin } from './origin.ts';
import type { JudgedRecord, RecordSink, SinkAnswer, SinkMetrics } from './record-sink.ts';
import { Submission } from './submission.ts';
import { inTurns } from './turns.ts';

/** DirectSink writes into ClickHouse, the rows of many requests in one insert. */
export class DirectSink implements RecordSink {
  readonly #options: TablesOptions;
  readonly #tables: IngestTables;

  constructor(options: TablesOptions, catalogue: FeatureCatalogue, saveNames: () => Promise<void>) {
    this.#options = options;
    this.#tables = new IngestTables(options, catalogue, saveNames);
  }

  async append(origin: Origin, records: readonly JudgedRecord[]): Promise<SinkAnswer> {
    const { clock, config } = this.#options;
    const submission = new Submission();
    for await (const turn of inTurns(records)) {
      const now = clock();
      for (const { index, judgement } of turn) this.#tables.place(judgement, index, origin, submission, now);
    }
    await withinWait(this.#tables.settle(submission, origin, clock()), config.buffer.waitMs);
    return { counts: submission.counts, rejected: submission.rejected };
  }

  drain(): Promise<void> {
    return this.#tables.drain();
  }

  abandon(): void {
    this.#tables.abandon();
  }

  metrics(): SinkMetrics {
    return this.#tables.metrics();
  }
}

/** withinWait bounds how long a request waits; its rows go on being written. */
async function withinWait(settled: Promise<void>, waitMs: number): Promise<void> {
  const timer = new AbortController();
  const late = sleep(waitMs, 'late', { signal: timer.signal }).catch(() => 'stopped');
  try {
    if ((await Promise.race([settled, late])) !== 'late') return;
  } finally {
    timer.abort();
    settled.catch(() => {});
  }
  throw new PlumblineError(
    'store_unavailable',
    'ClickHouse has not confirmed the records in time. They may still land; send them again, they are stored once.',
    { retryable: true },
  );
}
