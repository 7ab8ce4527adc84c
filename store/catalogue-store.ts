import type { FeatureKind } from '../domain/index.ts';
import type { CatalogueStore } from '../ingest/ports.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

interface FeatureRow {
  readonly project: string;
  readonly model: string;
  readonly feature: string;
  readonly kind: FeatureKind;
  readonly kind_source: 'declared' | 'learnt';
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
}

/** createCatalogueStore keeps the feature catalogue; saving an entry again replaces it. */
export function createCatalogueStore(runner: QueryRunner, writeOrder: WriteOrder): CatalogueStore {
  return {
    async loadCatalogue() {
      const rows = await runner.rows<FeatureRow>('load_features');
      return rows.map((row) => ({
        project: row.project,
        model: row.model,
        feature: row.feature,
        kind: row.kind,
        kindSource: row.kind_source,
        firstSeen: row.first_seen_ms,
        lastSeen: row.last_seen_ms,
      }));
    },
    async saveCatalogue(entries) {
      const order = writeOrder();
      const rows = entries.map((entry) => ({
        project: entry.project,
        model: entry.model,
        feature: entry.feature,
        kind: entry.kind,
        kind_source: entry.kindSource,
        first_seen: entry.firstSeen,
        last_seen: entry.lastSeen,
        write_order: order,
      }));
      await runner.insert('insert_features', rows);
    },
  };
}
