import type {
  Assignment,
  LogListener,
  LogPartition,
  LogRecord,
  LogSubscription,
  RecordLog,
} from '../../ingest/record-log.ts';
import { waitUntil } from './wait-until.ts';

/** RecordedLog is a subscription with everything that it was told. */
export interface RecordedLog {
  readonly subscription: LogSubscription;
  readonly assignments: readonly Assignment[];
  readonly records: readonly (LogRecord & LogPartition)[];
  /** What happened, in order: `assigned 0`, `revoking 0`, `revoked 0`. */
  readonly events: readonly string[];
  readonly failures: readonly unknown[];
  /** Values as text, of one partition or of all. */
  values(partition?: number): string[];
  /** Waits until so many records have come. */
  received(count: number): Promise<void>;
  /** Waits until the member owns exactly so many partitions. */
  owns(count: number): Promise<void>;
}

/** RecorderHooks are what a test does when something happens. */
export interface RecorderHooks {
  assigned?(assignment: Assignment, subscription: LogSubscription): void;
  revoked?(partitions: readonly LogPartition[], subscription: LogSubscription): Promise<void>;
  records?(partition: LogPartition, records: readonly LogRecord[], subscription: LogSubscription): void;
}

/** recordLog subscribes and writes down what it is told. */
export async function recordLog(
  log: RecordLog,
  topics: readonly string[],
  group: string,
  hooks: RecorderHooks = {},
): Promise<RecordedLog> {
  const assignments: Assignment[] = [];
  const records: (LogRecord & LogPartition)[] = [];
  const events: string[] = [];
  const failures: unknown[] = [];
  const owned = new Set<string>();
  const key = ({ topic, partition }: LogPartition) => `${topic}/${partition}`;
  let subscription: LogSubscription;

  const listener: LogListener = {
    assigned(assignment) {
      assignments.push(assignment);
      owned.add(key(assignment));
      events.push(`assigned ${assignment.partition}`);
      hooks.assigned?.(assignment, subscription);
    },
    async revoked(partitions) {
      for (const { partition } of partitions) events.push(`revoking ${partition}`);
      await hooks.revoked?.(partitions, subscription);
      for (const one of partitions) {
        owned.delete(key(one));
        events.push(`revoked ${one.partition}`);
      }
    },
    records(partition, batch) {
      for (const record of batch) records.push({ ...record, ...partition });
      hooks.records?.(partition, batch, subscription);
    },
    failed: (error) => failures.push(error),
  };
  subscription = await log.subscribe(topics, group, listener);
  return {
    subscription,
    assignments,
    records,
    events,
    failures,
    values: (partition) =>
      records
        .filter((record) => partition === undefined || record.partition === partition)
        .map(({ value }) => Buffer.from(value ?? []).toString('utf8')),
    received: (count) =>
      waitUntil(
        () => records.length >= count,
        () => `${count} records; ${records.length} came`,
      ),
    owns: (count) =>
      waitUntil(
        () => owned.size === count,
        () => `${count} partitions; ${owned.size} are owned`,
      ),
  };
}
