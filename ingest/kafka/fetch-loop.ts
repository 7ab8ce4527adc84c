import { setTimeout as sleep } from 'node:timers/promises';
import type Cluster from 'kafkajs/src/cluster/index.js';
import { type Clock, messageOf, type Random } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import { retryDelay } from '../retry-delay.ts';
import { type FetchedPartition, fetchRecords } from './broker-requests.ts';
import { countPartitions } from './group-member.ts';
import type { KafkaSettings } from './kafka-config.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { isHopeless } from './log-errors.ts';
import type { PartitionReader } from './partition-reader.ts';
import { decodeRecordSet } from './record-batch.ts';
import { createSignal } from './signal.ts';

/** How long a broker waits for records; short while some partitions wait for this answer before they are asked for. */
const WAIT_MS = 500;
const SHORT_WAIT_MS = 50;
/** The loop turns at least so often, so that its silence means something. */
const TURN_MS = 1_000;
const LONGEST_DELAY_MS = 5_000;

/** So many answers in a row must begin with a batch beyond the end before it is damaged. */
const CERTAIN_ANSWERS = 3;

const OFFSET_OUT_OF_RANGE = 1;
/** Unknown topic, unknown topic id, another topic of this name. */
const TOPIC_GONE = new Set([3, 100, 103]);

/** FetchLoopContext is what the loop works on. */
export interface FetchLoopContext {
  readonly connection: KafkaConnection;
  readonly topics: readonly string[];
  readonly partitionCounts: ReadonlyMap<string, number>;
  readonly readers: readonly PartitionReader[];
  readonly settings: KafkaSettings;
  readonly logger: IngestLogger;
  readonly now: Clock;
  readonly elapsed: Clock;
  readonly random: Random;
  /** The loop is alive. */
  turned(): void;
  /** The partitions have to be shared out anew: a topic is gone, or has more of them. */
  stale(): void;
  failed(error: unknown): void;
}

/** FetchLoop keeps one request at each broker that leads a partition whose reader wants records. */
export interface FetchLoop {
  wake(): void;
  stop(): void;
}

/** startFetchLoop runs until it is stopped; it repeats what fails, with growing pauses. */
export function startFetchLoop(context: FetchLoopContext): FetchLoop {
  const loop = new RunningLoop(context);
  void loop.run();
  return loop;
}

class RunningLoop implements FetchLoop {
  readonly #context: FetchLoopContext;
  readonly #busy = new Set<number>();
  /** The last answer of each reader: the offset that was asked for, and how often in a row. */
  readonly #answers = new WeakMap<PartitionReader, { readonly offset: bigint; readonly times: number }>();
  readonly #signal = createSignal();
  #stopped = false;
  #failures = 0;
  #turns = 0;
  #refreshedAt: number;

  constructor(context: FetchLoopContext) {
    this.#context = context;
    this.#refreshedAt = context.elapsed();
  }

  wake(): void {
    this.#signal.raise();
  }

  stop(): void {
    this.#stopped = true;
    this.#signal.raise();
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      this.#context.turned();
      await this.#turn().catch((error: unknown) => this.#recover(undefined, error));
      await this.#signal.raised(TURN_MS);
    }
  }

  async #turn(): Promise<void> {
    const { connection, readers, elapsed, settings } = this.#context;
    const cluster = await connection.cluster();
    if (elapsed() - this.#refreshedAt > settings.metadataAgeMs) await this.#refresh(cluster);
    const byLeader = new Map<number, PartitionReader[]>();
    // Each partition is the first of a request at times: only the first gets a batch that is larger than its share.
    this.#turns += 1;
    for (const index of readers.keys()) {
      const reader = readers[(index + this.#turns) % readers.length];
      if (reader?.wanted() === undefined) continue;
      const leader = leaderOf(cluster, reader);
      if (this.#busy.has(leader)) continue;
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), reader]);
    }
    for (const [nodeId, asked] of byLeader) {
      this.#busy.add(nodeId);
      void this.#fetchFrom(cluster, nodeId, asked)
        .catch((error: unknown) => this.#recover(cluster, error))
        .finally(() => {
          this.#busy.delete(nodeId);
          this.#signal.raise();
        });
    }
  }

  async #refresh(cluster: Cluster): Promise<void> {
    const { topics, partitionCounts, elapsed, stale } = this.#context;
    await cluster.refreshMetadata();
    this.#refreshedAt = elapsed();
    const counts = countPartitions(cluster, topics);
    for (const [topic, count] of partitionCounts) {
      if (counts.get(topic) !== count) return stale();
    }
  }

  async #fetchFrom(cluster: Cluster, nodeId: number, asked: readonly PartitionReader[]): Promise<void> {
    const { readers, settings } = this.#context;
    const wanted = asked.map((reader) => ({ reader, offset: reader.wanted() ?? 0n }));
    const broker = await cluster.findBroker({ nodeId });
    const answers = await fetchRecords(broker, {
      maxWaitMs: asked.length === readers.length ? WAIT_MS : SHORT_WAIT_MS,
      maxBytes: settings.fetch.bytes,
      partitions: wanted.map(({ reader, offset }) => ({
        logId: reader.logId,
        partition: reader.partition.partition,
        offset,
        maxBytes: settings.fetch.partitionBytes,
      })),
    });
    let stale = false;
    for (const answer of answers) {
      const one = wanted.find(
        ({ reader }) => reader.logId === answer.logId && reader.partition.partition === answer.partition,
      );
      if (one !== undefined && !this.#stopped) stale = this.#handOn(one.reader, one.offset, answer) || stale;
    }
    if (stale) {
      await this.#refresh(cluster);
      throw new Error('The partitions have other leaders.');
    }
    this.#failures = 0;
  }

  /** True when the answer says that the known leaders are out of date. */
  #handOn(reader: PartitionReader, offset: bigint, answer: FetchedPartition): boolean {
    const { settings, now, logger, stale } = this.#context;
    const { errorCode, start, end, readable } = answer;
    if (errorCode === 0) {
      if (answer.records.length === 0 && reader.lag().end === readable) return false;
      const chunks = decodeRecordSet(answer.records, offset, answer.aborted, {
        chunkBytes: settings.fetch.partitionBytes,
        decompressedBytes: settings.fetch.decompressedBytes,
        end,
        isCertain: answer.records.length > 0 && this.#answered(reader, offset) >= CERTAIN_ANSWERS,
        now: now(),
      });
      reader.take(offset, chunks, readable);
      return false;
    }
    if (TOPIC_GONE.has(errorCode)) {
      stale();
      return false;
    }
    if (errorCode !== OFFSET_OUT_OF_RANGE || start < 0n || end < 0n) return true;
    const moved = offset < start ? start : end;
    const fields = { ...reader.partition, offset: offset.toString(), to: moved.toString() };
    logger.error(fields, 'The log no longer has the next record; reading goes on where it has records');
    if (reader.wanted() === offset) reader.seek(moved);
    return false;
  }

  /** How many answers with records for this offset have come in a row. */
  #answered(reader: PartitionReader, offset: bigint): number {
    const last = this.#answers.get(reader);
    const times = last?.offset === offset ? last.times + 1 : 1;
    this.#answers.set(reader, { offset, times });
    return times;
  }

  async #recover(cluster: Cluster | undefined, error: unknown): Promise<void> {
    const { connection, logger, random, failed } = this.#context;
    if (this.#stopped) return;
    if (isHopeless(error)) return failed(error);
    if (cluster !== undefined) connection.discard(cluster);
    const delay = Math.min(LONGEST_DELAY_MS, retryDelay(this.#failures, random));
    this.#failures += 1;
    logger.warn(
      { err: messageOf(error), attempt: this.#failures, retry_in_ms: delay },
      'Kafka did not answer; reading again',
    );
    await sleep(delay);
  }
}

function leaderOf(cluster: Cluster, { partition: { topic, partition } }: PartitionReader): number {
  const found = cluster
    .findTopicPartitionMetadata(topic)
    .find(({ partitionId }) => partitionId === partition);
  return found?.leader ?? -1;
}
