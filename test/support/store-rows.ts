import type { IngestTable } from '../../ingest/ports.ts';
import type { FeatureSampleRow, LabelRow, PredictionRow, QuarantineRow } from '../../ingest/rows.ts';
import type { Store } from '../../store/index.ts';

/** T0 is the start of an hour, two days before now, so that no row is past its retention. */
export const T0 = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 86_400_000;
export const HOUR = 3_600_000;

export function predictionRow(project: string, over: Partial<PredictionRow> = {}): PredictionRow {
  return {
    project,
    model: 'm',
    prediction_id: 'p1',
    version: 'v1',
    deployment: 'live',
    source: 'test',
    event_time: T0,
    received_at: T0 + 1000,
    prediction_text: '1',
    prediction_number: 1,
    score: 0.9,
    numeric_features: { x: 1 },
    categorical_features: { c: 'a' },
    ...over,
  };
}

export function labelRow(project: string, over: Partial<LabelRow> = {}): LabelRow {
  return {
    project,
    model: 'm',
    prediction_id: 'p1',
    received_at: T0 + HOUR,
    event_time: null,
    prediction_timestamp: null,
    label_text: '1',
    label_number: 1,
    source: 'test',
    ...over,
  };
}

export function sampleRow(project: string, over: Partial<FeatureSampleRow> = {}): FeatureSampleRow {
  return {
    project,
    model: 'm',
    sample_id: 's1',
    version: '',
    source: 'test',
    event_time: T0,
    received_at: T0 + 1000,
    numeric_features: { x: 1 },
    categorical_features: {},
    ...over,
  };
}

export function quarantineRow(project: string, over: Partial<QuarantineRow> = {}): QuarantineRow {
  return {
    project,
    received_at: T0,
    quarantine_id: 'q1',
    kind: 'prediction',
    source: 'test',
    topic: '',
    log_partition: -1,
    log_offset: -1,
    line: 0,
    model: 'm',
    code: 'timestamp_out_of_range',
    path: '/timestamp',
    reason: 'too old',
    raw: '{}',
    raw_bytes: 2,
    ...over,
  };
}

/** writeRows writes rows the way ingest does. */
export async function writeRows(store: Store, table: IngestTable, rows: readonly object[]): Promise<void> {
  const ndjson = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await store.recordWriter.write({ table, rows: rows.length, ndjson });
}
