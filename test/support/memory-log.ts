import { PlumblineError } from '../../domain/index.ts';
import type {
  LogListener,
  LogPartition,
  LogRecord,
  LogSubscription,
  RecordLog,
} from '../../ingest/record-log.ts';

/** Committed is what a group remembers of a partition. */
export interface Committed {
  readonly offset: bigint;
  readonly intent: string;
}

interface Owned {
  position: bigint;
  paused: boolean;
}

/** MemoryLog keeps one topic in memory and obeys the contract of RecordLog; one member owns all of it at a time. */
export class MemoryLog implements RecordLog {
  readonly logId = 'log';
  readonly committed = new Map<number, Committed>();
  /** Every commit that was accepted, in order. */
  readonly commits: ({ readonly partition: number } & Committed)[] = [];
  /** Called before a commit; throws what the log would throw. */
  onCommit: (committed: Committed) => void | Promise<void> = () => {};
  readonly #topic: string;
  readonly #partitions: LogRecord[][];
  #owner: MemoryMember | null = null;

  constructor(topic: string, partitions = 1) {
    this.#topic = topic;
    this.#partitions = Array.from({ length: partitions }, () => []);
  }

  /** append adds an entry; a null value is a tombstone. */
  append(partition: number, value: string | null, extra: Partial<LogRecord> = {}): bigint {
    const records = this.#partitions[partition]!;
    const offset = extra.offset ?? (records.at(-1)?.offset ?? -1n) + 1n;
    const bytes = value === null ? null : new TextEncoder().encode(value);
    records.push({ offset, timestamp: 1_700_000_000_000, value: bytes, headers: {}, ...extra });
    return offset;
  }

  /** drop removes entries before an offset, as retention does. */
  drop(partition: number, before: bigint): void {
    this.#partitions[partition] = this.#partitions[partition]!.filter(({ offset }) => offset >= before);
  }

  async subscribe(
    _topics: readonly string[],
    _group: string,
    listener: LogListener,
  ): Promise<LogSubscription> {
    await this.#owner?.lose();
    const member = new MemoryMember(this, listener);
    this.#owner = member;
    member.own();
    return member;
  }

  /** rebalance takes everything away from its owner and gives it back. */
  async rebalance(): Promise<void> {
    const owner = this.#owner;
    await owner?.lose();
    owner?.own();
  }

  /** expel fences the owner at once, as a session that ended does; the owner is told later. */
  expel(): void {
    this.#owner?.fence();
  }

  get partitions(): readonly LogPartition[] {
    return this.#partitions.map((_, partition) => ({ topic: this.#topic, partition }));
  }

  read(partition: number, position: bigint): LogRecord[] {
    return this.#partitions[partition]!.filter(({ offset }) => offset >= position).slice(0, 10);
  }

  end(partition: number): bigint {
    return (this.#partitions[partition]!.at(-1)?.offset ?? -1n) + 1n;
  }

  remember(partition: number, committed: Committed): void {
    this.committed.set(partition, committed);
    this.commits.push({ partition, ...committed });
  }
}

class MemoryMember implements LogSubscription {
  readonly #log: MemoryLog;
  readonly #listener: LogListener;
  #owned = new Map<number, Owned>();
  #fenced = false;

  constructor(log: MemoryLog, listener: LogListener) {
    this.#log = log;
    this.#listener = listener;
  }

  own(): void {
    this.#fenced = false;
    for (const one of this.#log.partitions) {
      const { offset, intent } = this.#log.committed.get(one.partition) ?? { offset: 0n, intent: '' };
      this.#owned.set(one.partition, { position: offset, paused: false });
      this.#listener.assigned({ ...one, logId: this.#log.logId, position: offset, intent });
    }
    void this.#deliver(this.#owned);
  }

  async lose(): Promise<void> {
    const partitions = this.#log.partitions.filter(({ partition }) => this.#owned.has(partition));
    const owned = this.#owned;
    this.#owned = new Map();
    await this.#listener.revoked(partitions);
    owned.clear();
    this.#fenced = true;
  }

  fence(): void {
    this.#fenced = true;
  }

  async commit({ partition }: LogPartition, offset: bigint, intent: string): Promise<'ok' | 'fenced'> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#log.onCommit({ offset, intent });
    if (this.#fenced) return 'fenced';
    this.#log.remember(partition, { offset, intent });
    return 'ok';
  }

  seek({ partition }: LogPartition, offset: bigint): void {
    const owned = this.#owned.get(partition);
    if (!owned) throw new PlumblineError('internal', 'the partition is not owned');
    owned.position = offset;
  }

  pause({ partition }: LogPartition): void {
    const owned = this.#owned.get(partition);
    if (owned) owned.paused = true;
  }

  resume({ partition }: LogPartition): void {
    const owned = this.#owned.get(partition);
    if (owned) owned.paused = false;
  }

  lag() {
    return this.#log.partitions
      .filter(({ partition }) => this.#owned.has(partition))
      .map((one) => ({
        ...one,
        position: this.#owned.get(one.partition)!.position,
        end: this.#log.end(one.partition),
      }));
  }

  silentFor(): number {
    return 0;
  }

  async close(): Promise<void> {
    await this.lose();
  }

  async #deliver(owned: Map<number, Owned>): Promise<void> {
    while (owned === this.#owned) {
      for (const one of this.#log.partitions) {
        const state = owned.get(one.partition);
        if (!state || state.paused) continue;
        const records = this.#log.read(one.partition, state.position);
        const last = records.at(-1);
        if (!last) continue;
        state.position = last.offset + 1n;
        this.#listener.records(one, records);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}
