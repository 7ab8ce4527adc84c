import type { RecordKind } from '../domain/index.ts';
import type { RecordOutcome } from './outcomes.ts';

/**
 * RecordCounts counts records by outcome. Once nothing waits, read is the sum of the others; unanswered
 * records belong to requests that got an error instead of an answer, and may or may not have landed.
 */
export type RecordCounts = Record<'read' | RecordOutcome | 'unanswered', number>;

/** IngestMetrics is a snapshot for gauges and counters. */
export interface IngestMetrics {
  readonly records: Readonly<Record<RecordKind, Readonly<RecordCounts>>>;
  /** Requests refused because too much was waiting. */
  readonly overloaded: number;
  /** Inserts that were repeated. */
  readonly retries: number;
  readonly batches: number;
  readonly rowsWritten: number;
  readonly waitingRows: number;
  readonly waitingBytes: number;
}

/** createCounts starts at zero. */
export function createCounts(): Record<RecordKind, RecordCounts> {
  const zero = (): RecordCounts => ({
    read: 0,
    accepted: 0,
    duplicate: 0,
    rejected: 0,
    quarantined: 0,
    unanswered: 0,
  });
  return { prediction: zero(), label: zero(), feature_sample: zero() };
}
