import { ERROR_CODES, type RecordKind } from '../domain/index.ts';
import { LogLane } from './log-lane.ts';
import { ENTRY_BYTES, type LogLine, lineOf } from './log-lines.ts';
import type { Origin } from './origin.ts';
import type { LogProducer } from './record-log.ts';
import type { JudgedRecord, RecordSink, SinkAnswer, SinkMetrics } from './record-sink.ts';
import type { RejectedRecord } from './submission.ts';
import { inTurns } from './turns.ts';

/** LogTarget is a log, and the topic of each kind of record. */
export interface LogTarget {
  readonly producer: LogProducer;
  readonly topics: Readonly<Record<RecordKind, string>>;
}

const TOO_LARGE = {
  code: 'log_record_too_large',
  path: '',
  message: ERROR_CODES.log_record_too_large,
} as const;

/**
 * LogSink appends records to a log, those of many requests in one write per topic; the next write gathers meanwhile.
 * What the gateway would quarantine goes along: whoever reads the log comes to the same judgement and keeps the bytes.
 */
export class LogSink implements RecordSink {
  readonly #lanes: Readonly<Record<RecordKind, LogLane>>;

  constructor({ producer, topics }: LogTarget) {
    const lane = (kind: RecordKind) => new LogLane(producer, topics[kind]);
    this.#lanes = {
      prediction: lane('prediction'),
      label: lane('label'),
      feature_sample: lane('feature_sample'),
    };
  }

  async append({ project, kind }: Origin, records: readonly JudgedRecord[]): Promise<SinkAnswer> {
    const rejected: RejectedRecord[] = [];
    const counts = { accepted: 0, duplicate: 0, rejected: 0, quarantined: 0 };
    const lines: LogLine[] = [];
    for await (const turn of inTurns(records)) {
      for (const { index, incoming, judgement } of turn) {
        const line = judgement.outcome === 'rejected' ? null : lineOf(incoming, project);
        const fits = line !== null && line.bytes <= ENTRY_BYTES;
        if (fits) lines.push(line);
        counts[line !== null && !fits ? 'rejected' : judgement.outcome] += 1;
        if (line !== null && !fits) rejected.push({ index, ...TOO_LARGE });
        else if (judgement.outcome !== 'accepted') rejected.push({ index, ...judgement.problem });
      }
    }
    if (lines.length > 0) await this.#lanes[kind].write(lines);
    return { counts, rejected };
  }

  async drain(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.idle()));
  }

  /** The client's own retries are bounded, so there is nothing to end. */
  abandon(): void {}

  metrics(): SinkMetrics {
    const lanes = Object.values(this.#lanes);
    const sum = (pick: (lane: LogLane) => number) => lanes.reduce((total, lane) => total + pick(lane), 0);
    return {
      retries: sum(({ failures }) => failures),
      batches: sum(({ writes }) => writes),
      rowsWritten: sum(({ linesWritten }) => linesWritten),
      waitingRows: sum(({ waitingLines }) => waitingLines),
      waitingBytes: sum(({ waitingBytes }) => waitingBytes),
    };
  }
}
