import { type Clock, PlumblineError, type Random, type RecordKind } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import type { LogBatch, LogBatchCounts, LogWriter } from '../ports.ts';
import type { Assignment, LogPartition, LogRecord } from '../record-log.ts';
import type { Holding } from './backpressure.ts';
import { type BatchLimits, isDue, nextRange } from './batching.ts';
import { bisect, restOfEntry } from './bisect.ts';
import type { ConsumerTally, LandedBatch } from './consumer-metrics.ts';
import { formatIntent } from './intent.ts';
import { ItemQueue } from './item-queue.ts';
import { type LogItem, toLogItem } from './log-item.ts';
import { afterRange, type LogRange, rangeToken } from './log-range.ts';
import {
  type PartitionEffect,
  type PartitionEvent,
  type PartitionState,
  stepPartition,
} from './partition-state.ts';
import { bytesOf, entriesOf } from './range-batch.ts';
import { type Repeating, repeatUntilDone } from './repeat.ts';

/** WorkerOptions are what the work on every partition shares. */
export interface WorkerOptions {
  readonly writer: LogWriter;
  readonly limits: BatchLimits;
  /** Version of the settings that cut an insert into blocks; it is part of every intent. */
  readonly blockSettings: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: IngestLogger;
  readonly tally: ConsumerTally;
  readonly onBatch: (batch: LandedBatch) => void;
  commit(partition: LogPartition, offset: bigint, intent: string): Promise<'ok' | 'fenced'>;
  /** True when memory is short. */
  pressed(): boolean;
  /** Called when something was read, landed, committed or dropped. */
  progressed(): void;
  /** The process had better start anew. */
  failed(reason: unknown): void;
}

/** WorkerTask is the partition to work on. */
export interface WorkerTask {
  readonly assignment: Assignment;
  readonly kind: RecordKind;
  /** The topic's project, null when each entry names its own. */
  readonly project: string | null;
  /** The range that the last commit names, null when there is none. */
  readonly replay: LogRange | null;
}

/** PartitionWorker performs the protocol of one assignment; it holds no rule of its own. */
export class PartitionWorker {
  readonly partition: LogPartition;
  paused = false;
  readonly #options: WorkerOptions;
  readonly #task: WorkerTask;
  readonly #queue = new ItemQueue();
  readonly #abandoned = new AbortController();
  readonly #repeating: Repeating;
  #state: PartitionState;
  #ended: (() => void) | null = null;
  /** Offset of the next record to read, and of the next to land. */
  #read: bigint;
  #landed: bigint;
  #since: number;
  #retrying = false;
  #insertingSince: number | null = null;

  constructor(task: WorkerTask, options: WorkerOptions) {
    const { topic, partition, position } = task.assignment;
    this.partition = { topic, partition };
    this.#task = task;
    this.#options = options;
    this.#repeating = { ...options, abandoned: this.#abandoned.signal };
    this.#state = task.replay ? { phase: 'rebuilding', range: task.replay } : { phase: 'gathering' };
    this.#read = position;
    this.#landed = position;
    this.#since = options.clock();
  }

  /** holding is what the partition has waiting. */
  get holding(): Holding {
    const rebuilding = this.#state.phase === 'rebuilding';
    return { bytes: this.#queue.bytes, retrying: this.#retrying, rebuilding, paused: this.paused };
  }

  /** landed is the offset before which every record is durable; null when nothing waits, so that reading decides. */
  get landed(): bigint | null {
    return this.#queue.last === null && this.#state.phase === 'gathering' ? null : this.#landed;
  }

  /** insertingSince is when the insert under way began, null without one. */
  get insertingSince(): number | null {
    return this.#insertingSince;
  }

  /** offer takes the next records. */
  offer(records: readonly LogRecord[]): void {
    if (this.#state.phase === 'void') return;
    for (const record of records) {
      // Offsets that come again belong to a log that lost its end or was replaced: only a fresh start tells.
      if (record.offset < this.#read) {
        this.#options.failed(new Error('The log went back.'));
        return;
      }
      if (this.#queue.last === null) this.#since = this.#options.clock();
      this.#queue.push(toLogItem(record, this.#task.project));
      this.#read = record.offset + 1n;
    }
    this.consider();
  }

  /** consider begins what is due; `readTo` is how far the log has been read, where that is known. */
  consider(readTo = 0n): void {
    if (this.#state.phase === 'gathering') {
      const range = this.#due();
      if (range) this.#dispatch({ type: 'due', range });
    } else if (this.#state.phase === 'rebuilding') {
      const { range } = this.#state;
      if ((this.#queue.last ?? -1n) >= range.to || readTo > range.to) this.#rebuilt(range);
    }
  }

  /** revoke ends the work: resolves when nothing is under way any more, at the latest after waitMs. */
  async revoke(waitMs: number): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve;
    });
    this.#abandoned.abort();
    this.#dispatch({ type: 'revoked' });
    const timer = setTimeout(() => this.#dispatch({ type: 'abandoned' }), waitMs);
    if (this.#state.phase !== 'void') await ended;
    clearTimeout(timer);
  }

  #due(): LogRange | null {
    const { limits, clock, pressed } = this.#options;
    const { rows, bytes } = this.#queue;
    if (!isDue({ rows, bytes, since: this.#since }, limits, clock(), pressed())) return null;
    return nextRange(this.#landed, this.#queue.items(), limits);
  }

  #rebuilt(range: LogRange): void {
    const entries = entriesOf({ ...range, lines: null, quarantine: false }, this.#queue.upTo(range.to));
    const { tally, logger } = this.#options;
    tally.counts.intentsReplayed += 1;
    if (entries.length !== range.entries) {
      const fields = { ...this.partition, from: String(range.from), to: String(range.to) };
      const found = { marked: range.entries, found: entries.length };
      logger.warn({ ...fields, ...found }, 'entries of a marked range are gone from the log');
    }
    if (entries.length === 0) this.#dispatch({ type: 'vanished' });
    else this.#dispatch({ type: 'rebuilt', pieces: restOfEntry(range, entries) });
  }

  #dispatch(event: PartitionEvent): void {
    const { state, effects } = stepPartition(this.#state, event);
    this.#state = state;
    for (const effect of effects) {
      this.#perform(effect).catch((error) => this.#options.failed(error));
    }
    this.#options.progressed();
  }

  async #perform(effect: PartitionEffect): Promise<void> {
    switch (effect.type) {
      case 'commit':
        return this.#commit(effect.offset, effect.range);
      case 'write':
        return this.#write(effect.range);
      case 'release':
        this.#abandoned.abort();
        this.#queue.clear();
        this.#ended?.();
    }
  }

  async #commit(offset: bigint, range: LogRange | null): Promise<void> {
    const { commit, blockSettings, tally } = this.#options;
    const intent = formatIntent(range, blockSettings);
    let outcome: 'ok' | 'fenced';
    try {
      outcome = await repeatUntilDone(() => commit(this.partition, offset, intent), this.#repeating, {
        fields: { ...this.partition, work: 'commit' },
        isFinal: () => this.#state.phase === 'void',
        onRetry: () => this.#retry('commitRetries'),
      });
    } catch {
      this.#dispatch({ type: 'abandoned' });
      return;
    }
    this.#retrying = false;
    if (outcome === 'fenced') {
      tally.counts.fenced += 1;
      this.#dispatch({ type: 'fenced' });
      return;
    }
    this.#landed = offset;
    this.#queue.dropBefore(offset);
    this.#dispatch({ type: 'committed' });
    this.consider();
  }

  async #write(range: LogRange): Promise<void> {
    const { writer, clock } = this.#options;
    const items = this.#queue.upTo(range.to);
    const { topic, partition } = this.partition;
    const token = rangeToken(this.#task.assignment.logId, partition, range);
    const batch: LogBatch = {
      ...{ kind: this.#task.kind, topic, partition, token },
      entries: entriesOf(range, items),
    };
    const started = clock();
    this.#insertingSince = started;
    let counts: LogBatchCounts = { read: 0, accepted: 0, quarantined: 0 };
    try {
      if (batch.entries.length > 0) {
        counts = await repeatUntilDone(() => writer.write(batch), this.#repeating, {
          fields: { topic, partition, work: 'insert', token },
          // A store that refuses even its quarantine refuses everything, and no record is at fault.
          isFinal: (error) => isRefusal(error) && !range.quarantine,
          onRetry: () => this.#retry('retries'),
        });
      }
    } catch (error) {
      this.#settled();
      if (isRefusal(error) && !range.quarantine) this.#refused(range, items);
      else this.#dispatch({ type: 'abandoned' });
      return;
    }
    this.#settled();
    const skipped = range.lines ? 0 : items.length - batch.entries.length;
    this.#report(batch, counts, skipped, clock() - started);
    this.#since = started;
    this.#afterLanding(range);
  }

  #refused(range: LogRange, items: readonly LogItem[]): void {
    this.#options.tally.counts.bisections += 1;
    const entries = entriesOf({ ...range, lines: null, quarantine: false }, items);
    this.#dispatch({ type: 'refused', pieces: bisect(range, entries) });
  }

  #afterLanding(range: LogRange): void {
    const pieces = 'pieces' in this.#state ? this.#state.pieces : [];
    if (pieces.length === 0) {
      this.#landed = afterRange(range);
      this.#queue.dropBefore(this.#landed);
    }
    this.#dispatch({ type: 'landed', due: pieces.length === 0 ? this.#due() : null });
  }

  #report(batch: LogBatch, counts: LogBatchCounts, skipped: number, insertMs: number): void {
    const { tally, onBatch } = this.#options;
    const { topic, partition, kind, entries } = batch;
    tally.landed(topic, counts, skipped);
    if (entries.length === 0) return;
    tally.counts.batches += 1;
    onBatch({
      ...{ topic, partition, kind, entries: entries.length, bytes: bytesOf(batch), insertMs },
      ...counts,
    });
  }

  #retry(counter: 'retries' | 'commitRetries'): void {
    this.#options.tally.counts[counter] += 1;
    this.#retrying = true;
    this.#options.progressed();
  }

  #settled(): void {
    this.#retrying = false;
    this.#insertingSince = null;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof PlumblineError && error.code === 'store_refused';
}
