import { type Clock, PlumblineError, type Random } from '../domain/index.ts';
import type { BatchRow, Placement } from './batch.ts';
import type { IngestConfig } from './config.ts';
import type { FeatureCatalogue } from './feature-catalogue.ts';
import { advanceWatermark } from './known-model.ts';
import type { IngestLogger } from './logger.ts';
import type { Origin } from './origin.ts';
import type { Judgement, RecordProblem, ShapedRow } from './outcomes.ts';
import type { IngestTable, RecordWriter } from './ports.ts';
import { QuarantineBudget, shapeQuarantine } from './quarantine-row.ts';
import type { SinkMetrics } from './record-sink.ts';
import type { Submission } from './submission.ts';
import { TableCommitter } from './table-committer.ts';

/** TablesOptions are the ports that rows pass on their way into the store. */
export interface TablesOptions {
  readonly writer: RecordWriter;
  readonly config: IngestConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: IngestLogger;
}

/** IngestTables places judged records into the group commit of their tables. */
export class IngestTables {
  readonly #committers: Readonly<Record<IngestTable, TableCommitter>>;
  readonly #catalogue: FeatureCatalogue;
  readonly #budget: QuarantineBudget;
  readonly #abandoning = new AbortController();
  #retries = 0;
  #batches = 0;
  #rowsWritten = 0;

  constructor(options: TablesOptions, catalogue: FeatureCatalogue, saveNames: () => Promise<void>) {
    this.#catalogue = catalogue;
    this.#budget = new QuarantineBudget(options.config.quarantineBytesPerHour);
    const { writer, clock, random, logger, config } = options;
    const committer = (table: IngestTable, before: () => Promise<void>) =>
      new TableCommitter({
        table,
        writer,
        clock,
        random,
        logger,
        limits: config.commit,
        abandoned: this.#abandoning.signal,
        before,
        onRetry: () => {
          this.#retries += 1;
        },
        after: (batch) => {
          this.#batches += 1;
          this.#rowsWritten += batch.buffer.count(0, batch.buffer.rows) - batch.refused.size;
          for (const [model, eventTime] of batch.newest) advanceWatermark(model, eventTime);
        },
      });
    this.#committers = {
      predictions: committer('predictions', saveNames),
      feature_samples: committer('feature_samples', saveNames),
      labels: committer('labels', async () => {}),
      quarantine: committer('quarantine', async () => {}),
    };
  }

  /** place puts one judged record where it belongs and lets the submission follow it. */
  place(judgement: Judgement, index: number, origin: Origin, submission: Submission, now: number): void {
    switch (judgement.outcome) {
      case 'accepted':
        submission.follow(index, this.#placeRow(judgement.main), true);
        if (judgement.label) submission.follow(index, this.#placeRow(judgement.label), false);
        return;
      case 'rejected':
        submission.reject(index, judgement.problem);
        return;
      case 'quarantined': {
        const { problem, model, raw } = judgement;
        submission.attach(this.#quarantine({ origin, index, problem, model, raw, now }));
        submission.reject(index, problem);
        submission.quarantined += 1;
      }
    }
  }

  /** settle resolves when every row of the submission is durable, those that the store refuses in quarantine. */
  async settle(submission: Submission, origin: Origin, now: number): Promise<void> {
    await submission.settled();
    const kept: Placement[] = [];
    for (const { index, reason, text } of submission.takeRefused()) {
      const problem: RecordProblem = { code: 'store_refused', path: '', message: reason };
      if (text !== null) kept.push(this.#quarantine({ origin, index, problem, model: '', raw: text, now }));
      submission.reject(index, problem);
      submission.quarantined += 1;
    }
    for (const placement of kept) submission.attach(placement);
    await submission.settled();
    if (!submission.anyRefused(kept)) return;
    throw new PlumblineError('store_unavailable', 'ClickHouse refuses the quarantine as well.', {
      retryable: true,
    });
  }

  /** waiting is what is not durable yet, over all tables. */
  get waiting(): { readonly rows: number; readonly bytes: number } {
    const each = Object.values(this.#committers).map((committer) => committer.waiting);
    return {
      rows: each.reduce((sum, { rows }) => sum + rows, 0),
      bytes: each.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** drain writes what is gathered; resolves when nothing waits. */
  async drain(): Promise<void> {
    await Promise.all(Object.values(this.#committers).map((committer) => committer.drain()));
  }

  /** abandon ends all repeating. */
  abandon(): void {
    this.#abandoning.abort();
  }

  /** metrics counts what was written and what waits. */
  metrics(): SinkMetrics {
    const { rows, bytes } = this.waiting;
    return {
      retries: this.#retries,
      batches: this.#batches,
      rowsWritten: this.#rowsWritten,
      waitingRows: rows,
      waitingBytes: bytes,
    };
  }

  #placeRow(shaped: ShapedRow): Placement {
    return this.#committers[shaped.table].place(this.#offer(shaped));
  }

  #offer({ table, row }: ShapedRow): BatchRow {
    const { project, model } = row;
    if (table === 'labels') {
      return { key: keyOf(project, model, '', row.prediction_id), eventTime: 0, row, model: null };
    }
    const known = this.#catalogue.find(project, model);
    const key =
      table === 'predictions'
        ? keyOf(project, model, row.version, row.prediction_id)
        : keyOf(project, model, '', row.sample_id);
    return { key, eventTime: row.event_time, row, model: known };
  }

  #quarantine(suspect: {
    readonly origin: Origin;
    readonly index: number;
    readonly problem: RecordProblem;
    readonly model: string;
    readonly raw: string;
    readonly now: number;
  }): Placement {
    const { origin, index, problem, model, raw, now } = suspect;
    const { project, kind, source } = origin;
    const keepRaw = this.#budget.spend(project, raw, now);
    const row = shapeQuarantine(
      { project, kind, source, line: index, model, problem, raw, arrivedAt: now },
      keepRaw,
    );
    return this.#committers.quarantine.place({ key: null, eventTime: 0, row, model: null });
  }
}

/** keyOf joins parts so that no two different lists of parts give the same text. */
function keyOf(project: string, model: string, version: string, id: string): string {
  return `${project.length}:${project}${model.length}:${model}${version.length}:${version}${id}`;
}
