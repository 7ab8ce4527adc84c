import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, messageOf, type Random } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import type {
  LogListener,
  LogPartition,
  LogRecord,
  LogSubscription,
  PartitionLag,
  RecordLog,
} from '../record-log.ts';
import { retryDelay } from '../retry-delay.ts';
import { type FetchLoop, startFetchLoop } from './fetch-loop.ts';
import { createGroupMember, type Generation, type GroupMember } from './group-member.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { KafkaSettings } from './kafka-config.ts';
import { type KafkaConnection, openConnection } from './kafka-connection.ts';
import { isHopeless, isRegrouped } from './log-errors.ts';
import { createPartitionReader, type PartitionReader } from './partition-reader.ts';
import type { Start } from './starts.ts';

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
  /** Wall time; dates entries whose own time cannot be read. */
  readonly now: Clock;
  /** Milliseconds that never step back; signs of life are timed with it. */
  readonly elapsed: Clock;
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
      return new Subscription(options, topics, group, listener);
    },
  };
}

/** One member of a group, from its first join to its end. */
class Subscription implements LogSubscription {
  readonly #options: KafkaLogOptions;
  readonly #topics: readonly string[];
  readonly #group: string;
  readonly #listener: LogListener;
  readonly #connection: KafkaConnection;
  readonly #member: GroupMember;
  readonly #running: Promise<void>;
  readonly #signs: { fetch: number; heartbeat: number };
  #owned: Ownership | undefined;
  #closing = false;
  #failure = false;

  constructor(options: KafkaLogOptions, topics: readonly string[], group: string, listener: LogListener) {
    const { settings } = options;
    this.#options = options;
    this.#topics = topics;
    this.#group = group;
    this.#listener = listener;
    this.#connection = openConnection(settings, topics);
    this.#member = createGroupMember(this.#connection, group, topics, {
      sessionTimeoutMs: settings.sessionTimeoutMs,
      rebalanceTimeoutMs: settings.sessionTimeoutMs + settings.drainTimeoutMs,
    });
    this.#signs = { fetch: options.elapsed(), heartbeat: options.elapsed() };
    this.#running = this.#run().catch((error: unknown) => this.#fail(error));
  }

  async commit(partition: LogPartition, offset: bigint, intent: string): Promise<'ok' | 'fenced'> {
    const owned = this.#owned;
    const owner = owned?.readers.get(keyOf(partition));
    if (owned === undefined || owner === undefined) return 'fenced';
    const outcome = await this.#member.commit(owned.generation, partition, owner.logId, offset, intent);
    if (outcome === 'fenced') owned.end('lost');
    return outcome;
  }

  seek(partition: LogPartition, offset: bigint): void {
    this.#owned?.readers.get(keyOf(partition))?.seek(offset);
  }

  pause(partition: LogPartition): void {
    this.#owned?.readers.get(keyOf(partition))?.pause();
  }

  resume(partition: LogPartition): void {
    this.#owned?.readers.get(keyOf(partition))?.resume();
  }

  lag(): readonly PartitionLag[] {
    return [...(this.#owned?.readers.values() ?? [])].map((reader) => reader.lag());
  }

  silentFor(): number {
    return this.#options.elapsed() - Math.min(this.#signs.fetch, this.#signs.heartbeat);
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#owned?.end('closed');
    const drainMs = this.#owned === undefined ? 0 : this.#options.settings.drainTimeoutMs;
    await close(this.#running, this.#member, this.#connection, drainMs);
  }

  #sign(): void {
    this.#signs.fetch = this.#options.elapsed();
    this.#signs.heartbeat = this.#signs.fetch;
  }

  #fail(error: unknown): void {
    if (this.#failure || this.#closing) return;
    this.#failure = true;
    this.#owned?.end('closed');
    this.#listener.failed(error);
  }

  #over(): boolean {
    return this.#closing || this.#failure;
  }

  async #run(): Promise<void> {
    const { logger, random } = this.#options;
    const group = this.#group;
    for (let attempt = 0; !this.#over(); ) {
      this.#sign();
      try {
        const generation = await this.#member.join();
        const starts = await this.#member.starts(generation);
        this.#sign();
        if (this.#over()) return;
        const fields = { group, generation: generation.id, partitions: starts.length };
        logger.info(fields, 'Kafka partitions assigned');
        attempt = 0;
        await this.#own(generation, starts);
      } catch (error) {
        if (isHopeless(error)) return this.#fail(error);
        // A group that shares out again waits for this member; a broker that does not answer is left in peace.
        const expected = isRegrouped(error);
        const delay = expected ? REJOIN_DELAY_MS : Math.min(LONGEST_DELAY_MS, retryDelay(attempt, random));
        if (!expected) {
          attempt += 1;
          const fields = { group, topics: this.#topics, err: messageOf(error), attempt, retry_in_ms: delay };
          logger.warn(fields, 'Kafka group not joined; trying again');
        }
        await sleep(delay);
      }
    }
  }

  /** Works on the partitions of one generation until it is over and their work has ended. */
  async #own(generation: Generation, starts: readonly Start[]): Promise<void> {
    const { settings, logger, elapsed } = this.#options;
    let end: (why: Ending) => void = () => {};
    const ending = new Promise<Ending>((resolve) => {
      end = resolve;
    });
    const hooks: { loop?: FetchLoop } = {};
    const readers = this.#openReaders(starts, () => hooks.loop?.wake());
    this.#owned = { generation, readers, end };
    this.#tellAssigned(starts);
    const heartbeat = startHeartbeat(this.#member, generation, settings.sessionTimeoutMs, {
      sign: () => {
        this.#signs.heartbeat = elapsed();
      },
      over: end,
      logger,
    });
    hooks.loop = startFetchLoop({
      ...this.#options,
      connection: this.#connection,
      topics: this.#topics,
      partitionCounts: generation.partitionCounts,
      readers: [...readers.values()],
      turned: () => {
        this.#signs.fetch = elapsed();
      },
      stale: () => end('rebalance'),
      failed: (error) => this.#fail(error),
    });
    const why = await ending;
    hooks.loop.stop();
    for (const reader of readers.values()) reader.close();
    logger.info({ group: this.#group, generation: generation.id, why }, 'Kafka partitions revoked');
    await this.#drain([...readers.values()].map(({ partition }) => partition));
    this.#owned = undefined;
    heartbeat.stop();
    this.#sign();
  }

  #openReaders(starts: readonly Start[], hungry: () => void): ReadonlyMap<string, PartitionReader> {
    const events = {
      records: (partition: LogPartition, records: readonly LogRecord[]) =>
        this.#listener.records(partition, records),
      hungry,
      failed: (error: unknown) => this.#fail(error),
    };
    return new Map(starts.map((start) => [keyOf(start), createPartitionReader(start, events)]));
  }

  #tellAssigned(starts: readonly Start[]): void {
    try {
      for (const { topic, partition, logId, position, intent, moved } of starts) {
        if (moved !== undefined) {
          const fields = { topic, partition, position: position.toString(), why: moved };
          this.#options.logger.warn(
            fields,
            'The committed offset is not one of this log; reading starts elsewhere',
          );
        }
        this.#listener.assigned({ topic, partition, logId, position, intent });
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The group waits for this as long as the work on its partitions may take, and no longer. */
  async #drain(partitions: readonly LogPartition[]): Promise<void> {
    const { logger, settings } = this.#options;
    const group = this.#group;
    const limit = new AbortController();
    const ended = Promise.resolve(partitions)
      .then((revoked) => this.#listener.revoked(revoked))
      .catch((error: unknown) => {
        logger.error({ group, err: messageOf(error) }, 'The work on revoked partitions failed');
      });
    const late = sleep(settings.drainTimeoutMs, 'late', { signal: limit.signal }).catch(() => undefined);
    const first = await Promise.race([ended, late]);
    limit.abort();
    if (first !== 'late') return;
    logger.error({ group }, 'The work on revoked partitions did not end in time; it is fenced');
  }
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

function keyOf({ topic, partition }: LogPartition): string {
  return `${topic}/${partition}`;
}
