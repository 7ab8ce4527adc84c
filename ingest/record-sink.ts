import type { IncomingRecord } from './judge-record.ts';
import type { Origin } from './origin.ts';
import type { Judgement, RecordOutcome } from './outcomes.ts';
import type { RejectedRecord } from './submission.ts';

/** JudgedRecord is one record of a request with what the pipeline decided about it. */
export interface JudgedRecord {
  /** Place in the request. */
  readonly index: number;
  readonly incoming: IncomingRecord;
  readonly judgement: Judgement;
}

/** SinkAnswer is what became of the records of one request; the counts add up to them. */
export interface SinkAnswer {
  readonly counts: Readonly<Record<RecordOutcome, number>>;
  readonly rejected: readonly RejectedRecord[];
}

/** SinkMetrics is a snapshot of what a sink has done and what waits in it. */
export interface SinkMetrics {
  /** Writes that were repeated. */
  readonly retries: number;
  readonly batches: number;
  readonly rowsWritten: number;
  readonly waitingRows: number;
  readonly waitingBytes: number;
}

/** RecordSink makes judged records durable: in ClickHouse directly, or in a log that is read later. */
export interface RecordSink {
  /**
   * Resolves when every record that was not rejected is durable. Throws store_unavailable or log_unavailable when
   * records may or may not have landed; sending them again is safe.
   */
  append(origin: Origin, records: readonly JudgedRecord[]): Promise<SinkAnswer>;
  /** Writes what is gathered without waiting for more; resolves when nothing waits. */
  drain(): Promise<void>;
  /** Ends all repeating. */
  abandon(): void;
  metrics(): SinkMetrics;
}
