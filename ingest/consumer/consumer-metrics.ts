import type { RecordKind } from '../../domain/index.ts';
import type { LogBatchCounts } from '../ports.ts';

/** TopicCounts count the records of one topic whose batches have landed; read = accepted + quarantined. */
export type TopicCounts = LogBatchCounts & {
  /** Tombstones, which hold no record. */
  readonly skipped: number;
};

/** ConsumerCounts count what happened since the start. */
export interface ConsumerCounts {
  batches: number;
  /** Inserts that failed and were repeated. */
  retries: number;
  /** Commits that failed and were repeated. */
  commitRetries: number;
  /** Times that partitions were taken away. */
  rebalances: number;
  /** Commits that came too late: the partition belonged to somebody else. */
  fenced: number;
  /** Ranges that a commit named at assignment, written again under their token. */
  intentsReplayed: number;
  /** Refused ranges that were cut. */
  bisections: number;
}

/** ConsumerMetrics is a snapshot for gauges and counters. */
export type ConsumerMetrics = Readonly<ConsumerCounts> & {
  readonly topics: Readonly<Record<string, TopicCounts>>;
  /** Bytes of what was read and has not landed. */
  readonly bufferedBytes: number;
};

/** LandedBatch tells of one insert. */
export interface LandedBatch extends LogBatchCounts {
  readonly topic: string;
  readonly partition: number;
  readonly kind: RecordKind;
  readonly entries: number;
  readonly bytes: number;
  /** From the first attempt to the answer. */
  readonly insertMs: number;
}

/** ConsumerTally adds up what the partitions report. */
export class ConsumerTally {
  readonly counts: ConsumerCounts = {
    batches: 0,
    retries: 0,
    commitRetries: 0,
    rebalances: 0,
    fenced: 0,
    intentsReplayed: 0,
    bisections: 0,
  };
  readonly #topics = new Map<string, TopicCounts>();

  constructor(topics: readonly string[]) {
    for (const topic of topics) this.#topics.set(topic, { read: 0, accepted: 0, quarantined: 0, skipped: 0 });
  }

  landed(topic: string, counts: LogBatchCounts, skipped: number): void {
    const before = this.#topics.get(topic);
    this.#topics.set(topic, {
      read: (before?.read ?? 0) + counts.read,
      accepted: (before?.accepted ?? 0) + counts.accepted,
      quarantined: (before?.quarantined ?? 0) + counts.quarantined,
      skipped: (before?.skipped ?? 0) + skipped,
    });
  }

  snapshot(bufferedBytes: number): ConsumerMetrics {
    return { ...this.counts, topics: Object.fromEntries(this.#topics), bufferedBytes };
  }
}
