import { setTimeout as sleep } from 'node:timers/promises';
import type { LogWriter } from '../../ingest/ports.ts';
import type { LogListener, LogSubscription, RecordLog } from '../../ingest/record-log.ts';

/** FAULT_POINTS are the moments of the protocol at which a kill could hurt. */
export const FAULT_POINTS = [
  'before_intent',
  'after_intent',
  'mid_insert',
  'after_ack',
  'after_commit',
  'mid_rebalance',
] as const;

/** FaultPoint is one of them. */
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** FaultPlan is what goes wrong in one life of an ingester. */
export interface FaultPlan {
  /** Kills the process the nth time that it comes to the point. */
  readonly dieAt?: FaultPoint;
  readonly times?: number;
  /** Commits carry no intent: the control that shows what it is for. */
  readonly withoutIntent?: boolean;
  /** Milliseconds between an acknowledged insert and the commit that follows. */
  readonly afterAckMs?: number;
}

/** planFaults puts a plan between the consumer and its two ports. */
export function planFaults(plan: FaultPlan, log: RecordLog, writer: LogWriter) {
  let count = 0;
  let landed = false;
  const pass = (point: FaultPoint) => {
    if (plan.dieAt !== point) return;
    count += 1;
    if (count >= (plan.times ?? 1)) process.kill(process.pid, 'SIGKILL');
  };
  const planned = (subscription: LogSubscription): LogSubscription => ({
    commit: async (partition, offset, intent) => {
      if (intent !== '') pass('before_intent');
      const wasLanded = landed;
      landed = false;
      const outcome = await subscription.commit(partition, offset, plan.withoutIntent ? '' : intent);
      if (wasLanded) pass('after_commit');
      if (intent !== '') pass('after_intent');
      return outcome;
    },
    seek: (partition, offset) => subscription.seek(partition, offset),
    pause: (partition) => subscription.pause(partition),
    resume: (partition) => subscription.resume(partition),
    lag: () => subscription.lag(),
    silentFor: () => subscription.silentFor(),
    close: () => subscription.close(),
  });
  const listening = (listener: LogListener): LogListener => ({
    ...listener,
    async revoked(partitions) {
      const ending = listener.revoked(partitions);
      if (plan.dieAt === 'mid_rebalance' && partitions.length > 0) {
        await sleep(Math.random() * 30);
        pass('mid_rebalance');
      }
      await ending;
    },
  });
  return {
    log: {
      subscribe: async (topics, group, listener) =>
        planned(await log.subscribe(topics, group, listening(listener))),
    } satisfies RecordLog,
    writer: {
      async write(batch) {
        const writing = writer.write(batch);
        if (plan.dieAt === 'mid_insert') {
          await Promise.race([writing, sleep(Math.random() * 40)]);
          pass('mid_insert');
        }
        const counts = await writing;
        pass('after_ack');
        landed = true;
        if (plan.afterAckMs) await sleep(plan.afterAckMs);
        return counts;
      },
    } satisfies LogWriter,
  };
}
