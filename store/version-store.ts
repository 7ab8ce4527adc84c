import type { RegisteredVersion, VersionRegistry } from '../analyzers/ports.ts';
import type { ModelVersion } from '../domain/index.ts';
import type { VersionStore } from '../ingest/ports.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

interface VersionRow {
  readonly project: string;
  readonly model: string;
  readonly version: string;
  readonly registered_at_ms: number;
  readonly source: ModelVersion['source'];
  readonly retraining_run_id: string;
  readonly baseline_definition: string;
}

/** createVersionStore keeps versions that were seen; it never touches one that is registered already. */
export function createVersionStore(runner: QueryRunner): VersionStore {
  return {
    loadVersions: () => loadVersions(runner),
    saveVersions: (versions) => runner.insert('insert_seen_versions', versions.map(toRow)),
  };
}

/** createVersionRegistry keeps registered versions; saving one again replaces it and its baseline definition. */
export function createVersionRegistry(runner: QueryRunner, writeOrder: WriteOrder): VersionRegistry {
  return {
    listVersions: () => loadVersions(runner),
    saveVersion: (version) =>
      runner.insert('insert_registered_version', [
        { ...toRow(version), baseline_definition: version.baselineDefinition, write_order: writeOrder() },
      ]),
  };
}

function toRow(version: ModelVersion) {
  return {
    project: version.project,
    model: version.model,
    version: version.version,
    registered_at: version.registeredAt,
    source: version.source,
    retraining_run_id: version.retrainingRunId ?? '',
  };
}

async function loadVersions(runner: QueryRunner): Promise<readonly RegisteredVersion[]> {
  const rows = await runner.rows<VersionRow>('load_versions');
  return rows.map((row) => ({
    project: row.project,
    model: row.model,
    version: row.version,
    registeredAt: row.registered_at_ms,
    source: row.source,
    ...(row.retraining_run_id === '' ? {} : { retrainingRunId: row.retraining_run_id }),
    baselineDefinition: row.baseline_definition,
  }));
}
