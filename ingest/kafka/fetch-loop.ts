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

/** How long a broker waits for records; short while some partitions wait for this answer before they are asked for. */
const WAIT_MS = 500;
const SHORT_WAIT_MS = 50;
/** The loop turns at least so often, so that its silence means something. */
const TURN_MS = 1_000;
const LONGEST_DELAY_MS = 5_000;

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
  const { connection, readers, settings, logger, now, elapsed, random } = context;
  const busy = new Set<number>();
  const signal = createSignal();
  let stopped = false;
  let failures = 0;
  let turns = 0;
  let refreshedAt = elapsed();

  async function refresh(cluster: Cluster): Promise<void> {
    await cluster.refreshMetadata();
    refreshedAt = elapsed();
    const counts = countPartitions(cluster, context.topics);
    for (const [topic, count] of context.partitionCounts) {
      if (counts.get(topic) !== count) return context.stale();
    }
  }

  async function fetchFrom(
    cluster: Cluster,
    nodeId: number,
    asked: readonly PartitionReader[],
  ): Promise<void> {
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
      if (one !== undefined && !stopped) stale = handOn(one.reader, one.offset, answer) || stale;
    }
    if (stale) {
      await refresh(cluster);
      throw new Error('The partitions have other leaders.');
    }
    failures = 0;
  }

  /** True when the answer says that the known leaders are out of date. */
  function handOn(reader: PartitionReader, offset: bigint, answer: FetchedPartition): boolean {
    const { errorCode, start, end } = answer;
    if (errorCode === 0) {
      if (answer.records.length === 0 && reader.lag().end === end) return false;
      const chunks = decodeRecordSet(answer.records, offset, answer.aborted, {
        chunkBytes: settings.fetch.partitionBytes,
        decompressedBytes: settings.fetch.decompressedBytes,
        end,
        now: now(),
      });
      reader.take(offset, chunks, end);
      return false;
    }
    if (TOPIC_GONE.has(errorCode)) {
      context.stale();
      return false;
    }
    if (errorCode !== OFFSET_OUT_OF_RANGE) return true;
    if (start < 0n || end < 0n) return true;
    const moved = offset < start ? start : end;
    const fields = { ...reader.partition, offset: offset.toString(), to: moved.toString() };
    logger.error(fields, 'The log no longer has the next record; reading goes on where it has records');
    if (reader.wanted() === offset) reader.seek(moved);
    return false;
  }

  async function turn(): Promise<void> {
    const cluster = await connection.cluster();
    if (elapsed() - refreshedAt > settings.metadataAgeMs) await refresh(cluster);
    const byLeader = new Map<number, PartitionReader[]>();
    // Each partition is the first of a request at times: only the first gets a batch that is larger than its share.
    turns += 1;
    for (const index of readers.keys()) {
      const reader = readers[(index + turns) % readers.length];
      if (reader?.wanted() === undefined) continue;
      const leader = leaderOf(cluster, reader);
      if (busy.has(leader)) continue;
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), reader]);
    }
    for (const [nodeId, asked] of byLeader) {
      busy.add(nodeId);
      void fetchFrom(cluster, nodeId, asked)
        .catch((error: unknown) => recover(cluster, error))
        .finally(() => {
          busy.delete(nodeId);
          signal.raise();
        });
    }
  }

  async function recover(cluster: Cluster | undefined, error: unknown): Promise<void> {
    if (stopped) return;
    if (isHopeless(error)) return context.failed(error);
    if (cluster !== undefined) connection.discard(cluster);
    const delay = Math.min(LONGEST_DELAY_MS, retryDelay(failures, random));
    failures += 1;
    logger.warn(
      { err: messageOf(error), attempt: failures, retry_in_ms: delay },
      'Kafka did not answer; reading again',
    );
    await sleep(delay);
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      context.turned();
      await turn().catch((error: unknown) => recover(undefined, error));
      await signal.raised(TURN_MS);
    }
  }

  void loop();
  return {
    wake: signal.raise,
    stop() {
      stopped = true;
      signal.raise();
    },
  };
}

function leaderOf(cluster: Cluster, { partition: { topic, partition } }: PartitionReader): number {
  const found = cluster
    .findTopicPartitionMetadata(topic)
    .find(({ partitionId }) => partitionId === partition);
  return found?.leader ?? -1;
}

/** A flag that one loop waits for; raised before it is waited for, it is not missed. */
function createSignal() {
  let up = false;
  let release: (() => void) | undefined;
  return {
    raise(): void {
      up = true;
      release?.();
    },
    async raised(atMostMs: number): Promise<void> {
      if (!up) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs);
          release = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      up = false;
      release = undefined;
    },
  };
}
