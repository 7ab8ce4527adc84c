/** LogPartition names one partition of a log. */
export interface LogPartition {
  readonly topic: string;
  readonly partition: number;
}

/** LogRecord is one entry of a partition, as bytes. */
export interface LogRecord {
  readonly offset: bigint;
  /** Time at which the log took the record, epoch milliseconds. */
  readonly timestamp: number;
  readonly value: Uint8Array | null;
  /** Values as text, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Set when the entry cannot be read, such as `unknown_codec` or `corrupt_log_record`; value is then what was found. */
  readonly problem?: string;
}

/** Assignment is a partition that this member owns from now on. */
export interface Assignment extends LogPartition {
  /** Identity of the log: another one after a topic was deleted and created again. */
  readonly logId: string;
  /** Offset of the next record to read. */
  readonly position: bigint;
  /** Metadata of the last commit; empty when there is none. */
  readonly intent: string;
}

/** LogListener is told what happens to the partitions of a subscription. */
export interface LogListener {
  /** Called before the first record of the partition. */
  assigned(assignment: Assignment): void;
  /** Resolves when the work on the partitions has ended: what is committed afterwards is fenced. */
  revoked(partitions: readonly LogPartition[]): Promise<void>;
  /**
   * Takes the next records of a partition, in order and at most `maxBytes` at once. It returns at once; a listener that
   * has enough pauses the partition.
   */
  records(partition: LogPartition, records: readonly LogRecord[]): void;
  /** The log cannot go on; the process had better end and start anew. */
  failed(error: unknown): void;
}

/** PartitionLag is how far a member is behind. */
export interface PartitionLag extends LogPartition {
  /** Offset of the next record to read. */
  readonly position: bigint;
  /** Offset after the newest record. */
  readonly end: bigint;
}

/** LogSubscription is one member of a consumer group. */
export interface LogSubscription {
  /**
   * Commits the offset of the next record to read, with metadata. `fenced` says that the member no longer owns the
   * partition: its work on the partition is void. Other failures throw log_unavailable, and a repeat is safe.
   */
  commit(partition: LogPartition, offset: bigint, intent: string): Promise<'ok' | 'fenced'>;
  /** Continues reading at an offset; records under way are dropped. */
  seek(partition: LogPartition, offset: bigint): void;
  pause(partition: LogPartition): void;
  resume(partition: LogPartition): void;
  /** Of the partitions that this member owns. */
  lag(): readonly PartitionLag[];
  /** Milliseconds since the loop of the client last gave a sign of life. */
  silentFor(): number;
  /** Revokes everything and leaves the group. */
  close(): Promise<void>;
}

/** RecordLog is a partitioned log that remembers positions per consumer group. */
export interface RecordLog {
  subscribe(topics: readonly string[], group: string, listener: LogListener): Promise<LogSubscription>;
}

/** OutgoingEntry is one entry to append. */
export interface OutgoingEntry {
  /** Chooses the partition. */
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** LogProducer appends entries to a log. */
export interface LogProducer {
  /**
   * Resolves when every in-sync replica has the entries. Throws log_record_too_large, and log_unavailable when they may
   * or may not have been taken: who sends them again may store them twice.
   */
  send(topic: string, entries: readonly OutgoingEntry[]): Promise<void>;
  /** Refuses new entries and waits for those under way. */
  close(): Promise<void>;
}
