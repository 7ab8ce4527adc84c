import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type ModelShare, messageOf } from '../domain/index.ts';
import type { LogSubscription, RecordLog } from '../ingest/index.ts';
import type { Logger } from './logger.ts';

/** LogOwnership shares the models over the members of a consumer group. */
export interface LogOwnership {
  /** The models of this process; none while it is not certain to be their owner. */
  share(): ModelShare;
  /** Joins the group; the share comes later. */
  start(): Promise<void>;
  /** Hands everything over. */
  stop(): Promise<void>;
}

/** LogOwnershipOptions say whose models are shared, and how. */
export interface LogOwnershipOptions {
  readonly log: RecordLog;
  /** A topic without records: its partitions are the parts of the models. */
  readonly topic: string;
  readonly group: string;
  readonly countPartitions: (topic: string) => Promise<number>;
  /** The broker gives the partitions of a member that is silent for longer to others. */
  readonly sessionTimeoutMs: number;
  /** Milliseconds that never step back. */
  readonly elapsed: Clock;
  readonly logger: Logger;
  /** Called before the first window or message of a new share; throws to be called again. */
  readonly prepare: () => Promise<void>;
  /** Called when a share is there. */
  readonly gained: () => void;
  /** Waits for the work under way on models that were handed over. */
  readonly drain: () => Promise<void>;
  /** The log cannot go on. */
  readonly failed: (error: unknown) => void;
}

// The owner stops this much before the broker may name another one.
const LEASE_SHARE = 0.8;
const CONFIRMS_PER_SESSION = 5;
const RETRY_MS = 500;
const DRAIN_MS = 5000;
const NOTHING: Omit<ModelShare, 'term'> = { of: 1, parts: [] };

/**
 * createLogOwnership gives the models of part p to the owner of partition p. A member that hangs or cannot reach the
 * broker learns of its successor too late, so the share is a lease as well: it ends unless the broker has confirmed,
 * by taking a commit of this very generation, that nobody else has it.
 */
export function createLogOwnership(options: LogOwnershipOptions): LogOwnership {
  const { topic, group, elapsed, logger, sessionTimeoutMs } = options;
  const positions = new Map<number, bigint>();
  let subscription: Promise<LogSubscription> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let term = 1;
  let held: ModelShare = { term, ...NOTHING };
  let stopped = false;
  let taking = false;

  const leased = () => elapsed() - confirmedAt < sessionTimeoutMs * LEASE_SHARE;

  function change(next: Omit<ModelShare, 'term'>): void {
    term += 1;
    held = { term, ...next };
  }

  /** True when the broker took a commit of this member's generation. */
  async function confirm(): Promise<boolean> {
    const [first] = positions;
    if (!first || !subscription) return false;
    const asked = elapsed();
    const [partition, offset] = first;
    if ((await (await subscription).commit({ topic, partition }, offset, '')) !== 'ok') return false;
    confirmedAt = asked;
    return true;
  }

  async function take(): Promise<void> {
    taking = false;
    const asked = term;
    while (!stopped && term === asked && positions.size > 0) {
      try {
        const of = await options.countPartitions(topic);
        await options.prepare();
        if (term !== asked || !(await confirm()) || term !== asked) return;
        change({ of, parts: [...positions.keys()].sort((a, b) => a - b) });
        logger.info({ group, parts: held.parts, of }, 'models taken over');
        options.gained();
        return;
      } catch (error) {
        logger.warn({ group, error: messageOf(error) }, 'models not taken over yet; trying again');
        await sleep(RETRY_MS);
      }
    }
  }

  async function revoked(partitions: readonly { readonly partition: number }[]): Promise<void> {
    for (const { partition } of partitions) positions.delete(partition);
    change(NOTHING);
    confirmedAt = Number.NEGATIVE_INFINITY;
    if (positions.size > 0) void take();
    const limit = new AbortController();
    await Promise.race([options.drain(), sleep(DRAIN_MS, undefined, { signal: limit.signal })]).catch(
      () => {},
    );
    limit.abort();
  }

  async function keepLease(): Promise<void> {
    try {
      await confirm();
    } catch (error) {
      logger.warn({ group, error: messageOf(error) }, 'ownership of models not confirmed');
    }
  }

  return {
    share: () => (leased() ? held : { term: -term, ...NOTHING }),
    async start() {
      subscription = options.log.subscribe([topic], group, {
        assigned({ partition, position }) {
          positions.set(partition, position);
          term += 1;
          // All partitions of one generation are told of at once.
          if (!taking) setImmediate(() => void take());
          taking = true;
        },
        revoked,
        records() {},
        failed: options.failed,
      });
      await subscription;
      timer = setInterval(() => void keepLease(), sessionTimeoutMs / CONFIRMS_PER_SESSION);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await (await subscription)?.close();
    },
  };
}
