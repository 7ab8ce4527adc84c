import type { CatalogueEntry, ModelVersion } from '../domain/index.ts';

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
