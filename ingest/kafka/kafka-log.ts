import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, messageOf, type Random } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import type { LogListener, LogPartition, LogSubscription, RecordLog } from '../record-log.ts';
import { retryDelay } from '../retry-delay.ts';
import { type FetchLoop, startFetchLoop } from './fetch-loop.ts';
import { createGroupMember, type Generation, type GroupMember, type Start } from './group-member.ts';
import type { KafkaSettings } from './kafka-config.ts';
import { type KafkaConnection, openConnection } from './kafka-connection.ts';
import { isHopeless, isRegrouped } from './log-errors.ts';
import { createPartitionReader, type PartitionReader } from './partition-reader.ts';

/** A member gives three signs of life per session, and no fewer than one in this time. */
const LONGEST_HEARTBEAT_MS = 3_000;
const LONGEST_DELAY_MS = 5_000;
const REJOIN_DELAY_MS = 50;
/** Each step of closing does not wait longer for a broker that does not answer; with the drain it stays under 15 s. */
const CLOSE_LIMIT_MS = 1_500;

/** Why a generation is over: the group shares out anew, this member is out of it, or the subscription is closed. */
type Ending = 'rebalance' | 'lost' | 'closed';

interface Ownership {
  readonly generation: Generation;
  readonly readers: ReadonlyMap<string, PartitionReader>;
  end(why: Ending): void;
}

/** KafkaLogOptions are what the log takes from its surroundings. */
export interface KafkaLogOptions {
  readonly settings: KafkaSettings;
  readonly logger: IngestLogger;
  readonly now: Clock;
  readonly random: Random;
}

/**
 * createKafkaLog reads topics as member of a consumer group. It runs the group protocol itself, on the connections and
 * requests of kafkajs: the consumer of kafkajs rejoins without waiting for work that still runs, commits in whatever
 * generation is current, and stops for good on a batch that it cannot unpack.
 */
export function createKafkaLog(options: KafkaLogOptions): RecordLog {
  return {
    async subscribe(topics, group, listener) {
      return subscribe(options, topics, group, listener);
    },
  };
}

function subscribe(
  options: KafkaLogOptions,
  topics: readonly string[],
  group: string,
  listener: LogListener,
): LogSubscription {
  const { settings, logger, now, random } = options;
  const connection = openConnection(settings, topics);
  const member = createGroupMember(connection, group, topics, {
    sessionTimeoutMs: settings.sessionTimeoutMs,
    rebalanceTimeoutMs: settings.sessionTimeoutMs + settings.drainTimeoutMs,
  });
  const signs = { fetch: now(), heartbeat: now() };
  let owned: Ownership | undefined;
  let closing = false;
  let failure = false;

  function sign(): void {
    signs.fetch = now();
    signs.heartbeat = now();
  }
  function fail(error: unknown): void {
    if (failure || closing) return;
    failure = true;
    owned?.end('closed');
    listener.failed(error);
  }
  const over = () => closing || failure;

  async function run(): Promise<void> {
    for (let attempt = 0; !over(); ) {
      sign();
      try {
        const generation = await member.join();
        const starts = await member.starts(generation);
        sign();
        if (over()) return;
        logger.info(
          { group, generation: generation.id, partitions: starts.length },
          'Kafka partitions assigned',
        );
        attempt = 0;
        await own(generation, starts);
      } catch (error) {
        if (isHopeless(error)) return fail(error);
        // A group that shares out again waits for this member; a broker that does not answer is left in peace.
        const expected = isRegrouped(error);
        const delay = expected ? REJOIN_DELAY_MS : Math.min(LONGEST_DELAY_MS, retryDelay(attempt, random));
        if (!expected) {
          attempt += 1;
          const fields = { group, topics, err: messageOf(error), attempt, retry_in_ms: delay };
          logger.warn(fields, 'Kafka group not joined; trying again');
        }
        await sleep(delay);
      }
    }
  }

  async function own(generation: Generation, starts: readonly Start[]): Promise<void> {
    let end: (why: Ending) => void = () => {};
    const ending = new Promise<Ending>((resolve) => {
      end = resolve;
    });
    const hooks: { loop?: FetchLoop } = {};
    const readers = new Map(
      starts.map((start) => [
        keyOf(start),
        createPartitionReader(start, {
          records: (partition, records) => listener.records(partition, records),
          hungry: () => hooks.loop?.wake(),
          failed: fail,
        }),
      ]),
    );
    owned = { generation, readers, end };
    try {
      tellAssigned(starts);
    } catch (error) {
      fail(error);
    }
    const heartbeat = startHeartbeat(member, generation, settings.sessionTimeoutMs, {
      sign: () => {
        signs.heartbeat = now();
      },
      over: end,
      logger,
    });
    hooks.loop = startFetchLoop({
      connection,
      topics,
      partitionCounts: generation.partitionCounts,
      readers: [...readers.values()],
      settings,
      logger,
      now,
      random,
      turned: () => {
        signs.fetch = now();
      },
      stale: () => end('rebalance'),
      failed: fail,
    });
    const why = await ending;
    hooks.loop.stop();
    for (const reader of readers.values()) reader.close();
    logger.info({ group, generation: generation.id, why }, 'Kafka partitions revoked');
    await drain([...readers.values()].map(({ partition }) => partition));
    owned = undefined;
    heartbeat.stop();
    sign();
  }

  function tellAssigned(starts: readonly Start[]): void {
    for (const { topic, partition, logId, position, intent, moved } of starts) {
      if (moved !== undefined) {
        const fields = { topic, partition, position: position.toString(), why: moved };
        logger.warn(fields, 'The committed offset is not one of this log; reading starts elsewhere');
      }
      listener.assigned({ topic, partition, logId, position, intent });
    }
  }

  /** The group waits for this as long as the work on its partitions may take, and no longer. */
  async function drain(partitions: readonly LogPartition[]): Promise<void> {
    const limit = new AbortController();
    const ended = Promise.resolve(partitions)
      .then((revoked) => listener.revoked(revoked))
      .catch((error: unknown) => {
        logger.error({ group, err: messageOf(error) }, 'The work on revoked partitions failed');
      });
    const late = sleep(settings.drainTimeoutMs, 'late', { signal: limit.signal }).catch(() => undefined);
    const first = await Promise.race([ended, late]);
    limit.abort();
    if (first === 'late')
      logger.error({ group }, 'The work on revoked partitions did not end in time; it is fenced');
  }

  const running = run().catch(fail);
  const reader = (partition: LogPartition) => owned?.readers.get(keyOf(partition));
  return {
    async commit(partition, offset, intent) {
      const holder = owned;
      const owner = holder?.readers.get(keyOf(partition));
      if (holder === undefined || owner === undefined) return 'fenced';
      const outcome = await member.commit(holder.generation, partition, owner.logId, offset, intent);
      if (outcome === 'fenced') holder.end('lost');
      return outcome;
    },
    seek: (partition, offset) => reader(partition)?.seek(offset),
    pause: (partition) => reader(partition)?.pause(),
    resume: (partition) => reader(partition)?.resume(),
    lag: () => [...(owned?.readers.values() ?? [])].map((one) => one.lag()),
    silentFor: () => now() - Math.min(signs.fetch, signs.heartbeat),
    async close() {
      closing = true;
      owned?.end('closed');
      const drainMs = owned === undefined ? 0 : settings.drainTimeoutMs;
      await close(running, member, connection, drainMs);
    },
  };
}

async function close(
  running: Promise<void>,
  member: GroupMember,
  connection: KafkaConnection,
  drainMs: number,
): Promise<void> {
  const within = (work: Promise<unknown>, ms: number) => {
    const limit = new AbortController();
    return Promise.race([work, sleep(ms, undefined, { signal: limit.signal }).catch(() => {})]).finally(() =>
      limit.abort(),
    );
  };
  await within(running, drainMs + CLOSE_LIMIT_MS);
  await within(
    member.leave().catch(() => {}),
    CLOSE_LIMIT_MS,
  );
  await within(connection.close(), CLOSE_LIMIT_MS);
}

interface HeartbeatEvents {
  sign(): void;
  over(why: 'rebalance' | 'lost'): void;
  readonly logger: IngestLogger;
}

/** Keeps the membership while the process runs, however long the work on a partition takes. */
function startHeartbeat(
  member: GroupMember,
  generation: Generation,
  sessionTimeoutMs: number,
  { sign, over, logger }: HeartbeatEvents,
): { stop(): void } {
  const stopped = new AbortController();
  const interval = Math.min(LONGEST_HEARTBEAT_MS, sessionTimeoutMs / 3);

  async function beat(): Promise<void> {
    try {
      const outcome = await member.heartbeat(generation);
      if (outcome !== 'ok') over(outcome);
    } catch (error) {
      logger.warn({ err: messageOf(error) }, 'Kafka heartbeat failed');
    }
    sign();
  }
  async function loop(): Promise<void> {
    for (;;) {
      await sleep(interval, undefined, { signal: stopped.signal });
      await beat();
    }
  }
  loop().catch(() => {});
  return { stop: () => stopped.abort() };
}

function keyOf({ topic, partition }: LogPartition): string {
  return `${topic}/${partition}`;
}
