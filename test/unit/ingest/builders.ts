import type { PredictionRecord } from '../../../domain/index.ts';
import { type IngestSection, resolveIngestSection } from '../../../ingest/config.ts';
import { createIngest, type Ingest } from '../../../ingest/index.ts';
import type { IncomingRecord } from '../../../ingest/judge-record.ts';
import { MemoryRecords } from '../../support/memory-records.ts';

export const NOW = Date.UTC(2026, 10, 20, 12);

/** aPrediction is a valid record with the given changes. */
export function aPrediction(changes: Record<string, unknown> = {}): PredictionRecord {
  return {
    prediction_id: 'p1',
    model: 'fraud',
    version: 'v1',
    timestamp: NOW - 1000,
    features: { age: 41, country: 'DE' },
    prediction: 'yes',
    ...changes,
  } as PredictionRecord;
}

/** values wraps decoded values as incoming records. */
export function values(...decoded: readonly unknown[]): IncomingRecord[] {
  return decoded.map((value) => ({ value }));
}

const quietLogger = { info: () => {}, warn: () => {}, error: () => {} };

/** startIngest gives a running ingest on a memory store; batches go in after a millisecond. */
export async function startIngest(
  section: IngestSection = {},
  store = new MemoryRecords(),
): Promise<{ readonly ingest: Ingest; readonly store: MemoryRecords }> {
  const ingest = createIngest({
    writer: store,
    catalogueStore: store,
    versionStore: store,
    watermarkStore: store,
    config: resolveIngestSection({ ...section, commit: { age: '1ms', ...section.commit } }),
    declared: [],
    clock: () => NOW,
    random: () => 0,
    logger: quietLogger,
  });
  await ingest.start();
  return { ingest, store };
}
