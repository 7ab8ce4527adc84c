import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import type { LogPartition } from '../record-log.ts';
import { readTopicIds } from './broker-requests.ts';

/** OLDEST and NEWEST are the two times that stand for the ends of a log. */
const OLDEST = -2;
const NEWEST = -1;

/** Commits carry the identity of their log, so that those of a topic that is gone do not count for its successor. */
const COMMIT = /^([\w-]{22}):(.*)$/s;

/** Start is where a partition is read from. */
export interface Start extends LogPartition {
  readonly logId: string;
  readonly position: bigint;
  readonly intent: string;
  /** Offset after the newest record. */
  readonly end: bigint;
  /** What is wrong with the committed offset; absent when it is where reading starts. */
  readonly moved?: 'log_replaced' | 'before_oldest' | 'after_newest';
}

/** findStarts asks where reading of each partition starts; throws what the broker or kafkajs throws. */
export async function findStarts(
  cluster: Cluster,
  coordinator: Broker,
  group: string,
  partitions: readonly LogPartition[],
): Promise<readonly Start[]> {
  if (partitions.length === 0) return [];
  const topics = [...new Set(partitions.map(({ topic }) => topic))].map((topic) => ({
    topic,
    partitions: partitions.filter((one) => one.topic === topic).map(({ partition }) => ({ partition })),
  }));
  const [ids, committed, oldest, newest] = await Promise.all([
    cluster.findControllerBroker().then((broker) =>
      readTopicIds(
        broker,
        topics.map(({ topic }) => topic),
      ),
    ),
    coordinator.offsetFetch({ groupId: group, topics }),
    cluster.fetchTopicsOffset(topics.map((topic) => ({ ...topic, fromTimestamp: OLDEST }))),
    cluster.fetchTopicsOffset(topics.map((topic) => ({ ...topic, fromTimestamp: NEWEST }))),
  ]);
  return partitions.map((partition) => {
    const stored = find(committed.responses, partition);
    return chooseStart({
      ...partition,
      logId: ids.get(partition.topic) ?? '',
      offset: BigInt(stored?.offset ?? -1),
      metadata: stored?.metadata ?? '',
      oldest: BigInt(find(oldest, partition)?.offset ?? 0),
      newest: BigInt(find(newest, partition)?.offset ?? 0),
    });
  });
}

function find<Found extends { readonly partition: number }>(
  topics: readonly { readonly topic: string; readonly partitions: readonly Found[] }[],
  { topic, partition }: LogPartition,
): Found | undefined {
  return topics
    .find((one) => one.topic === topic)
    ?.partitions.find((candidate) => candidate.partition === partition);
}

/** StoredPosition is what the brokers say of a partition. */
export interface StoredPosition extends LogPartition {
  readonly logId: string;
  /** Committed offset; -1 when there is none. */
  readonly offset: bigint;
  readonly metadata: string;
  readonly oldest: bigint;
  readonly newest: bigint;
}

/**
 * chooseStart is the committed offset and its intent, where they belong to this log and the log still has the offset.
 * A successor of the topic is read from its oldest record; so is a log whose committed records are gone. A log that lost
 * its newest records goes on at its end. The intent holds unless the log is another one or has lost what it names: what
 * age has left of a marked range may have landed.
 */
export function chooseStart(stored: StoredPosition): Start {
  const { topic, partition, logId, offset, oldest, newest } = stored;
  const [, committedLog, intent] = COMMIT.exec(stored.metadata) ?? [];
  const at = { topic, partition, logId, end: newest };
  if (offset < 0n) return { ...at, position: oldest, intent: '' };
  if (committedLog !== undefined && committedLog !== logId) {
    return { ...at, position: oldest, intent: '', moved: 'log_replaced' };
  }
  if (offset < oldest) return { ...at, position: oldest, intent: intent ?? '', moved: 'before_oldest' };
  if (offset > newest) return { ...at, position: newest, intent: '', moved: 'after_newest' };
  return { ...at, position: offset, intent: intent ?? '' };
}
