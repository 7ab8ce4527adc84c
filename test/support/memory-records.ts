import { type CatalogueEntry, type ModelVersion, PlumblineError } from '../../domain/index.ts';
import type {
  CatalogueStore,
  IngestTable,
  RecordWriter,
  RowBatch,
  VersionStore,
  WatermarkStore,
} from '../../ingest/ports.ts';

type StoredRow = Readonly<Record<string, unknown>>;

/** MemoryRecords keeps written rows in memory; unit tests make it slow, unavailable or picky. */
export class MemoryRecords implements RecordWriter, CatalogueStore, VersionStore, WatermarkStore {
  readonly tables: Record<IngestTable, StoredRow[]> = {
    predictions: [],
    labels: [],
    feature_samples: [],
    quarantine: [],
  };
  readonly batches: { readonly table: IngestTable; readonly rows: number }[] = [];
  readonly entries: CatalogueEntry[] = [];
  readonly versions: ModelVersion[] = [];
  watermarks: { project: string; model: string; eventTime: number }[] = [];
  /** Called before a batch is kept; throws what the store would throw. */
  onWrite: (batch: RowBatch, rows: readonly StoredRow[]) => void | Promise<void> = () => {};

  async write(batch: RowBatch): Promise<void> {
    const lines = Buffer.from(batch.ndjson).toString('utf8').split('\n');
    const rows = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as StoredRow);
    if (rows.length !== batch.rows)
      throw new Error(`the batch says ${batch.rows} rows and has ${rows.length}`);
    await this.onWrite(batch, rows);
    this.tables[batch.table].push(...rows);
    this.batches.push({ table: batch.table, rows: batch.rows });
  }

  async loadCatalogue(): Promise<readonly CatalogueEntry[]> {
    return this.entries;
  }

  async saveCatalogue(entries: readonly CatalogueEntry[]): Promise<void> {
    this.entries.push(...entries);
  }

  async loadVersions(): Promise<readonly ModelVersion[]> {
    return this.versions;
  }

  async saveVersions(versions: readonly ModelVersion[]): Promise<void> {
    this.versions.push(...versions);
  }

  async loadWatermarks() {
    return this.watermarks;
  }
}

/** refuseRowsWhere makes a write refuse any batch that holds such a row, as ClickHouse refuses a whole insert. */
export function refuseRowsWhere(bad: (row: StoredRow) => boolean) {
  return (_: RowBatch, rows: readonly StoredRow[]): void => {
    if (rows.some(bad)) throw new PlumblineError('store_refused', 'Cannot parse input.');
  };
}
