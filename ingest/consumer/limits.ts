import type { MemoryLimits } from './backpressure.ts';
import type { BatchLimits } from './batching.ts';
import type { StallLimits } from './stall.ts';

/** ConsumerLimits bound what a consumer holds, and how long it waits. */
export interface ConsumerLimits {
  readonly batch: BatchLimits;
  readonly memory: MemoryLimits;
  readonly stall: StallLimits;
  /** How long an insert under way may keep a partition from its next owner, in milliseconds. */
  readonly drainMs: number;
}

const MIB = 1024 * 1024;

/**
 * CONSUMER_LIMITS are the defaults: what comes in a second, and while catching up batches as large as ClickHouse likes
 * them, because the statement itself costs as much as the parsing of thousands of records.
 */
export const CONSUMER_LIMITS: ConsumerLimits = {
  batch: { rows: 50_000, bytes: 32 * MIB, ageMs: 1_000 },
  // One batch of a partition is written while the next gathers.
  memory: { totalBytes: 128 * MIB, partitionBytes: 64 * MIB },
  // The store gives an insert up after two minutes; the watchdog waits longer.
  stall: { idleMs: 60_000, insertMs: 300_000 },
  // Below the time that Kafka gives a member to come back to its group.
  drainMs: 10_000,
};
