import type { Clock, Random, RecordKind } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import type { LogWriter } from '../ports.ts';
import type {
  Assignment,
  LogPartition,
  LogRecord,
  LogSubscription,
  PartitionLag,
  RecordLog,
} from '../record-log.ts';
import { shouldPause } from './backpressure.ts';
import { type ConsumerMetrics, ConsumerTally, type LandedBatch } from './consumer-metrics.ts';
import { parseIntent } from './intent.ts';
import type { ConsumerLimits } from './limits.ts';
import type { LogRange } from './log-range.ts';
import { PartitionWorker, type WorkerOptions } from './partition-worker.ts';
import { stallOf } from './stall.ts';

/** ConsumedTopic is a topic to read. */
export interface ConsumedTopic {
  readonly topic: string;
  readonly kind: RecordKind;
  /** Whose records they are; null for the gateway's topics, where each entry names its project. */
  readonly project: string | null;
}

/** ConsumerOptions wire a consumer. */
export interface ConsumerOptions {
  readonly log: RecordLog;
  readonly writer: LogWriter;
  readonly topics: readonly ConsumedTopic[];
  readonly group: string;
  readonly limits: ConsumerLimits;
  /** Version of the settings that cut an insert into blocks; it is part of every intent. */
  readonly blockSettings: number;
  /** Milliseconds from any start; only differences count, so a clock that never jumps is best. */
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: IngestLogger;
  readonly onBatch?: (batch: LandedBatch) => void;
  /** Called once when the consumer cannot go on: end the process, and a new one goes on exactly where this one was. */
  readonly onStalled: (reason: string) => void;
}

/** LogConsumer moves a log into ClickHouse, each record exactly once. */
export interface LogConsumer {
  /** Joins the group; throws when the log cannot be reached. */
  start(): Promise<void>;
  /** Ends within timeoutMs; what has not landed by then is found again by the next owner. */
  stop(timeoutMs: number): Promise<void>;
  metrics(): ConsumerMetrics;
  /** Of the partitions that this member owns; position is the offset before which everything is durable. */
  lag(): readonly PartitionLag[];
  /** True when everything in the partitions that this member owns is durable. */
  caughtUp(): boolean;
}

const TICK_MS = 100;

/** createLogConsumer wires the partitions of a subscription to their workers. */
export function createLogConsumer(options: ConsumerOptions): LogConsumer {
  return new Consumer(options);
}

class Consumer implements LogConsumer {
  readonly #options: ConsumerOptions;
  readonly #tally: ConsumerTally;
  readonly #workers = new Map<string, PartitionWorker>();
  readonly #shared: WorkerOptions;
  #subscription: LogSubscription | null = null;
  #whenSubscribed: ((subscription: LogSubscription) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #progressAt: number;
  #failed = false;
  #stopping = false;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#progressAt = options.clock();
    this.#tally = new ConsumerTally(options.topics.map(({ topic }) => topic));
    this.#shared = {
      ...options,
      limits: options.limits.batch,
      tally: this.#tally,
      onBatch: options.onBatch ?? (() => {}),
      commit: async (partition, offset, intent) =>
        (await this.#subscribed()).commit(partition, offset, intent),
      pressed: () => this.#bufferedBytes() >= options.limits.memory.totalBytes,
      progressed: () => this.#progressed(),
      failed: (reason) => this.#fail(reason),
    };
  }

  async start(): Promise<void> {
    const { log, topics, group } = this.#options;
    const names = topics.map(({ topic }) => topic);
    const subscription = await log.subscribe(names, group, {
      assigned: (assignment) => this.#assigned(assignment),
      revoked: (partitions) => this.#revoked(partitions),
      records: (partition, records) => this.#records(partition, records),
      failed: (error) => this.#fail(error),
    });
    this.#subscription = subscription;
    for (const proceed of this.#whenSubscribed.splice(0)) proceed(subscription);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    if (!this.#subscription) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([this.#subscription.close(), late]);
    clearTimeout(timer);
  }

  metrics(): ConsumerMetrics {
    return this.#tally.snapshot(this.#bufferedBytes());
  }

  lag(): readonly PartitionLag[] {
    return (this.#subscription?.lag() ?? []).map((partition) => {
      const landed = this.#workers.get(keyOf(partition))?.landed;
      return landed === null || landed === undefined ? partition : { ...partition, position: landed };
    });
  }

  caughtUp(): boolean {
    const lag = this.lag();
    return lag.length > 0 && lag.every(({ position, end }) => position >= end);
  }

  #assigned(assignment: Assignment): void {
    const { topic, partition, position } = assignment;
    const source = this.#options.topics.find((consumed) => consumed.topic === topic);
    if (!source) return;
    const intent = parseIntent(assignment.intent, position);
    if (intent.kind === 'newer') {
      const reason = `A newer release consumed ${topic}/${partition}; this one cannot tell what has landed.`;
      this.#fail(new Error(reason));
      return;
    }
    let replay: LogRange | null = null;
    if (intent.kind === 'range') {
      replay = intent.range;
      if (intent.settings !== this.#options.blockSettings) {
        const fields = { topic, partition, marked: intent.settings, now: this.#options.blockSettings };
        this.#options.logger.warn(fields, 'a range that another release marked is written by this one');
      }
    }
    this.#begin(assignment, source, replay);
  }

  #begin(assignment: Assignment, { kind, project }: ConsumedTopic, replay: LogRange | null): void {
    const worker = new PartitionWorker({ assignment, kind, project, replay }, this.#shared);
    this.#workers.set(keyOf(assignment), worker);
    this.#progressed();
  }

  async #revoked(partitions: readonly LogPartition[]): Promise<void> {
    if (partitions.length > 0 && !this.#stopping) this.#tally.counts.rebalances += 1;
    const ending = partitions.map(async (partition) => {
      const worker = this.#workers.get(keyOf(partition));
      this.#workers.delete(keyOf(partition));
      await worker?.revoke(this.#options.limits.drainMs);
    });
    await Promise.all(ending);
    this.#progressed();
  }

  #records(partition: LogPartition, records: readonly LogRecord[]): void {
    this.#workers.get(keyOf(partition))?.offer(records);
  }

  #progressed(): void {
    this.#progressAt = this.#options.clock();
    this.#balance();
  }

  /** Memory is bounded by reading no further where enough waits. */
  #balance(): void {
    if (!this.#subscription) return;
    const total = this.#bufferedBytes();
    for (const worker of this.#workers.values()) {
      const pause = shouldPause(worker.holding, total, this.#options.limits.memory);
      if (pause === worker.paused) continue;
      worker.paused = pause;
      if (pause) this.#subscription.pause(worker.partition);
      else this.#subscription.resume(worker.partition);
    }
  }

  #tick(): void {
    const subscription = this.#subscription;
    if (!subscription || this.#failed) return;
    for (const lag of subscription.lag()) this.#workers.get(keyOf(lag))?.consider(lag.position);
    this.#balance();
    const now = this.#options.clock();
    const workers = [...this.#workers.values()];
    const inserting = workers.flatMap((worker) => worker.insertingSince ?? []);
    const stall = stallOf(
      {
        silentMs: subscription.silentFor(),
        idleMs: now - this.#progressAt,
        lag: this.lag().reduce((sum, { position, end }) => sum + (end - position), 0n),
        retrying: workers.some((worker) => worker.holding.retrying),
        insertingMs: inserting.length > 0 ? now - Math.min(...inserting) : null,
      },
      this.#options.limits.stall,
    );
    if (stall) this.#fail(new Error(stall));
  }

  #bufferedBytes(): number {
    let bytes = 0;
    for (const worker of this.#workers.values()) bytes += worker.holding.bytes;
    return bytes;
  }

  #subscribed(): Promise<LogSubscription> {
    if (this.#subscription) return Promise.resolve(this.#subscription);
    return new Promise((resolve) => this.#whenSubscribed.push(resolve));
  }

  #fail(reason: unknown): void {
    if (this.#failed || this.#stopping) return;
    this.#failed = true;
    this.#options.logger.error({ err: reason }, 'the consumer cannot go on');
    this.#options.onStalled(reason instanceof Error ? reason.message : String(reason));
  }
}

function keyOf({ topic, partition }: LogPartition): string {
  return `${topic}/${partition}`;
}
