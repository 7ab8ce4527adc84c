import { AssignerProtocol, PartitionAssigners } from 'kafkajs';
import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import type { LogPartition } from '../record-log.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { isFenced, isRegrouped, kafkaErrorType, logUnavailable } from './log-errors.ts';
import { findStarts, type Start } from './starts.ts';

/** Generation is one round of the group: what a member owns until the next round. */
export interface Generation {
  readonly id: number;
  readonly memberId: string;
  readonly partitions: readonly LogPartition[];
  /** Partitions of every topic, to notice when some are added. */
  readonly partitionCounts: ReadonlyMap<string, number>;
}

/** GroupTimes are the terms of a membership, milliseconds. */
export interface GroupTimes {
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
}

/** GroupMember speaks the group protocol for one member; every method throws what the broker or kafkajs throws. */
export interface GroupMember {
  join(): Promise<Generation>;
  heartbeat(generation: Generation): Promise<'ok' | 'rebalance' | 'lost'>;
  starts(generation: Generation): Promise<readonly Start[]>;
  /** Commits as a member of that generation and of no later one. */
  commit(
    generation: Generation,
    partition: LogPartition,
    logId: string,
    offset: bigint,
    intent: string,
  ): Promise<'ok' | 'fenced'>;
  leave(): Promise<void>;
}

/** createGroupMember makes a member of a group that shares the partitions of topics. */
export function createGroupMember(
  connection: KafkaConnection,
  group: string,
  topics: readonly string[],
  times: GroupTimes,
): GroupMember {
  return new Member(connection, group, topics, times);
}

class Member implements GroupMember {
  readonly #connection: KafkaConnection;
  readonly #group: string;
  readonly #topics: readonly string[];
  readonly #times: GroupTimes;
  readonly #coordinators = new WeakMap<Cluster, Promise<Broker>>();
  /** Empty until the group has named this member. */
  #memberId = '';

  constructor(connection: KafkaConnection, group: string, topics: readonly string[], times: GroupTimes) {
    this.#connection = connection;
    this.#group = group;
    this.#topics = topics;
    this.#times = times;
  }

  join(): Promise<Generation> {
    return this.#ask(async (cluster, coordinator) => {
      try {
        return await this.#join(cluster, coordinator);
      } catch (error) {
        this.#forgetIfUnknown(error);
        throw error;
      }
    });
  }

  heartbeat(generation: Generation): Promise<'ok' | 'rebalance' | 'lost'> {
    return this.#ask(async (_, coordinator) => {
      try {
        await coordinator.heartbeat({
          groupId: this.#group,
          groupGenerationId: generation.id,
          memberId: generation.memberId,
        });
        return 'ok';
      } catch (error) {
        if (kafkaErrorType(error) === 'REBALANCE_IN_PROGRESS') return 'rebalance';
        if (!isRegrouped(error)) throw error;
        this.#forgetIfUnknown(error);
        return 'lost';
      }
    });
  }

  starts(generation: Generation): Promise<readonly Start[]> {
    return this.#ask((cluster, coordinator) =>
      findStarts(cluster, coordinator, this.#group, generation.partitions),
    );
  }

  async commit(
    generation: Generation,
    { topic, partition }: LogPartition,
    logId: string,
    offset: bigint,
    intent: string,
  ): Promise<'ok' | 'fenced'> {
    const committed = { partition, offset: offset.toString(), metadata: `${logId}:${intent}` };
    try {
      await this.#ask((_, coordinator) =>
        coordinator.offsetCommit({
          groupId: this.#group,
          groupGenerationId: generation.id,
          memberId: generation.memberId,
          topics: [{ topic, partitions: [committed] }],
        }),
      );
      return 'ok';
    } catch (error) {
      if (isFenced(error)) return 'fenced';
      throw logUnavailable(error);
    }
  }

  async leave(): Promise<void> {
    if (this.#memberId === '') return;
    const memberId = this.#memberId;
    this.#memberId = '';
    await this.#ask((_, coordinator) => coordinator.leaveGroup({ groupId: this.#group, memberId }));
  }

  /** Runs one request; a failure of the way to the broker makes the next request connect anew. */
  async #ask<Answer>(request: (cluster: Cluster, coordinator: Broker) => Promise<Answer>): Promise<Answer> {
    const cluster = await this.#connection.cluster();
    try {
      return await request(cluster, await this.#coordinatorOf(cluster));
    } catch (error) {
      if (!isFenced(error)) this.#connection.discard(cluster);
      throw error;
    }
  }

  /** Asks once per connection; when the coordinator moves, its refusals make a new one. */
  #coordinatorOf(cluster: Cluster): Promise<Broker> {
    const known = this.#coordinators.get(cluster) ?? cluster.findGroupCoordinator({ groupId: this.#group });
    this.#coordinators.set(cluster, known);
    return known;
  }

  async #join(cluster: Cluster, coordinator: Broker): Promise<Generation> {
    await cluster.refreshMetadata();
    const groupId = this.#group;
    const topics = [...this.#topics];
    const assigner = PartitionAssigners.roundRobin({
      cluster: cluster as never,
      groupId,
      logger: undefined as never,
    });
    const { memberId, leaderId, generationId, members } = await coordinator.joinGroup({
      groupId,
      sessionTimeout: this.#times.sessionTimeoutMs,
      rebalanceTimeout: this.#times.rebalanceTimeoutMs,
      memberId: this.#memberId,
      groupProtocols: [assigner.protocol({ topics })],
    });
    this.#memberId = memberId;
    const leads = leaderId === memberId;
    const groupAssignment = leads ? await assigner.assign({ members: [...members], topics }) : [];
    const synced = await coordinator.syncGroup({ groupId, generationId, memberId, groupAssignment });
    const assignment = AssignerProtocol.MemberAssignment.decode(synced.memberAssignment)?.assignment ?? {};
    return {
      id: generationId,
      memberId,
      partitions: Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
      partitionCounts: countPartitions(cluster, topics),
    };
  }

  #forgetIfUnknown(error: unknown): void {
    if (kafkaErrorType(error) === 'UNKNOWN_MEMBER_ID') this.#memberId = '';
  }
}

/** countPartitions reads the known metadata; a topic that is gone has none. */
export function countPartitions(cluster: Cluster, topics: readonly string[]): ReadonlyMap<string, number> {
  return new Map(topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]));
}
