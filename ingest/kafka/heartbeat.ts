import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import type { Generation, GroupMember } from './group-member.ts';

/** A member gives three signs of life per session, and no fewer than one in this time. */
const LONGEST_HEARTBEAT_MS = 3_000;

/** HeartbeatEvents are what the heartbeat tells. */
export interface HeartbeatEvents {
  sign(): void;
  over(why: 'rebalance' | 'lost'): void;
  readonly logger: IngestLogger;
}

/** startHeartbeat keeps the membership while the process runs, however long the work on a partition takes. */
export function startHeartbeat(
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
