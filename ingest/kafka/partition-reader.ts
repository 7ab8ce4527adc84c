import { setImmediate } from 'node:timers/promises';
import type { LogPartition, LogRecord, PartitionLag } from '../record-log.ts';
import type { RecordChunk } from './record-batch.ts';
import type { Start } from './starts.ts';

/** PartitionReader hands the records of one partition on, in order, and knows where it is. */
export interface PartitionReader {
  readonly partition: LogPartition;
  readonly logId: string;
  /** Offset to ask a broker for; undefined while nothing is wanted. */
  wanted(): bigint | undefined;
  /** Takes the answer for an offset; one that is no longer wanted is dropped. */
  take(offset: bigint, chunks: Iterator<RecordChunk>, end: bigint): void;
  /** Goes on elsewhere; what was fetched before is dropped. */
  seek(offset: bigint): void;
  pause(): void;
  resume(): void;
  lag(): PartitionLag;
  /** Hands nothing on from now on. */
  close(): void;
}

/** ReaderEvents are what a reader tells. */
export interface ReaderEvents {
  records(partition: LogPartition, records: readonly LogRecord[]): void;
  /** The reader may want more. */
  hungry(): void;
  failed(error: unknown): void;
}

/** createPartitionReader starts at a position; between chunks it lets other work of the process go first. */
export function createPartitionReader(start: Start, events: ReaderEvents): PartitionReader {
  const partition: LogPartition = { topic: start.topic, partition: start.partition };
  let { position, end } = start;
  let pending: Iterator<RecordChunk> | undefined;
  let paused = false;
  let closed = false;
  let pumping = false;

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    try {
      while (pending !== undefined && !paused && !closed) {
        const step = pending.next();
        if (step.done) {
          pending = undefined;
          break;
        }
        position = step.value.next;
        if (step.value.records.length === 0) continue;
        events.records(partition, step.value.records);
        await setImmediate();
      }
    } catch (error) {
      events.failed(error);
    } finally {
      pumping = false;
    }
    if (pending === undefined && !closed) events.hungry();
  }

  return {
    partition,
    logId: start.logId,
    wanted: () => (pending !== undefined || paused || closed ? undefined : position),
    take(offset, chunks, newEnd) {
      end = newEnd;
      if (closed || pending !== undefined || offset !== position) return;
      pending = chunks;
      void pump();
    },
    seek(offset) {
      position = offset;
      pending = undefined;
      events.hungry();
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      if (pending === undefined) events.hungry();
      else void pump();
    },
    lag: () => ({ ...partition, position, end }),
    close() {
      closed = true;
      pending = undefined;
    },
  };
}
