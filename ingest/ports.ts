import type { CatalogueEntry, ModelVersion, RecordKind } from '../domain/index.ts';

/** IngestTable names a table that ingest writes. */
export type IngestTable = 'predictions' | 'labels' | 'feature_samples' | 'quarantine';

/** RowBatch is rows of one table, already shaped as its columns. */
export interface RowBatch {
  readonly table: IngestTable;
  readonly rows: number;
  /** Newline-delimited JSON, one object per row, keys are column names. */
  readonly ndjson: Uint8Array;
}

/** RecordWriter makes batches durable: when write resolves, the rows survive a crash. */
export interface RecordWriter {
  /**
   * Writes one batch as one insert.
   * Throws store_refused (this batch can never be written), store_unavailable (nothing was written)
   * or store_unknown (repeat the same batch; its rows are removed by key).
   */
  write(batch: RowBatch): Promise<void>;
}

/** CatalogueStore keeps the feature catalogue. */
export interface CatalogueStore {
  loadCatalogue(): Promise<readonly CatalogueEntry[]>;
  saveCatalogue(entries: readonly CatalogueEntry[]): Promise<void>;
}

/** VersionStore keeps the models and versions that were met or registered. */
export interface VersionStore {
  loadVersions(): Promise<readonly ModelVersion[]>;
  saveVersions(versions: readonly ModelVersion[]): Promise<void>;
}

/** WatermarkStore recovers the newest event time per model after a restart. */
export interface WatermarkStore {
  loadWatermarks(): Promise<
    readonly { readonly project: string; readonly model: string; readonly eventTime: number }[]
  >;
}

/** LogBatch is a range of one partition of a log, inserted as one block. */
export interface LogBatch {
  readonly kind: RecordKind;
  readonly topic: string;
  readonly partition: number;
  /** Names the range and the log; an insert under a token that has landed changes nothing. */
  readonly token: string;
  readonly entries: readonly LogEntry[];
}

/** LogEntry is one entry of a log: one record, or several as lines of JSON. */
export interface LogEntry {
  readonly offset: bigint;
  readonly project: string;
  /** Time at which the log took the entry, epoch milliseconds; received_at of its records. */
  readonly timestamp: number;
  readonly value: Uint8Array;
  /** A code that sends the entry to quarantine as it is; absent for an entry to be read. */
  readonly problem?: string;
}

/** LogBatchCounts are the records of a batch that has landed; read = accepted + quarantined. */
export interface LogBatchCounts {
  readonly read: number;
  readonly accepted: number;
  readonly quarantined: number;
}

/** IngestAudit counts what lies in the store, beside what ingest says of itself. */
export interface IngestAudit {
  /** Parts of each table that ingest writes; many of them mean that inserts are too small or merges too slow. */
  countParts(): Promise<readonly { readonly table: string; readonly parts: number }[]>;
  /**
   * Records that the log took in the hour from `hour` (epoch milliseconds) and that repeated an earlier one: accepted
   * ones less those that are the first of their key.
   */
  countDuplicates(
    hour: number,
  ): Promise<readonly { readonly kind: RecordKind; readonly duplicates: number }[]>;
}

/** LogWriter writes ranges of a log, each record either into its table or into quarantine, in one insert. */
export interface LogWriter {
  /**
   * Throws store_refused (this batch can never be written as it is), store_unavailable (nothing was written) or
   * store_unknown (it may have landed): for the latter two the very same batch is written again.
   */
  write(batch: LogBatch): Promise<LogBatchCounts>;
}

/** PartitionPosition is how far a partition of a log is in the store. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** Everything before this offset has landed. */
  readonly position: number;
  /** Offset after the newest record. */
  readonly end: number;
}

/** NotedPosition is a position and how long ago it was noted, milliseconds. */
export interface NotedPosition extends PartitionPosition {
  readonly ageMs: number;
}

/** PartitionNewest is the newest event time of one model in one partition, epoch milliseconds. */
export interface PartitionNewest {
  readonly project: string;
  readonly model: string;
  readonly topic: string;
  readonly partition: number;
  readonly eventTime: number;
}

/** PositionStore tells processes that do not read a log how far it has been read. */
export interface PositionStore {
  savePositions(positions: readonly PartitionPosition[]): Promise<void>;
  loadPositions(): Promise<readonly NotedPosition[]>;
  loadNewest(): Promise<readonly PartitionNewest[]>;
}
