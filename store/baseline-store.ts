import type { BaselineStore } from '../analyzers/ports.ts';
import type { Baseline, BaselineSummary, Reference } from '../domain/index.ts';
import { loadSamples, saveSamples } from './baseline-samples.ts';
import { decodeReferences, encodeReference } from './baseline-values.ts';
import type { QueryRunner } from './query-runner.ts';
import { createRowBinaryWriter } from './row-binary.ts';

/** Bytes of values that are written or read at once. */
const PIECE_BYTES = 32 * 1024 * 1024;

interface BaselineRow {
  readonly project: string;
  readonly model: string;
  readonly version: string;
  readonly baseline_hash: string;
  readonly origin: string;
  readonly row_count: number;
  readonly created_at_ms: number;
  readonly metrics: string;
}

/** createBaselineStore keeps baselines by their hash; their sorted values come back bit by bit. */
export function createBaselineStore(runner: QueryRunner): BaselineStore {
  return {
    saveBaseline: (baseline) => saveBaseline(runner, baseline),
    async listBaselines(project, model) {
      const parameters = { project, model, hash: '' };
      return (await runner.rows<BaselineRow>('load_baselines', { parameters })).map(toSummary);
    },
    async loadBaseline(project, hash) {
      const parameters = { project, model: '', hash };
      const [row] = await runner.rows<BaselineRow>('load_baselines', { parameters });
      if (!row) return null;
      const references = await loadReferences(runner, project, hash);
      const samples = await loadSamples(runner, project, hash);
      return { ...toSummary(row), references, ...(samples.length > 0 ? { samples } : {}) };
    },
  };
}

async function saveBaseline(runner: QueryRunner, baseline: Baseline): Promise<void> {
  let writer = createRowBinaryWriter();
  for (const [position, reference] of baseline.references.entries()) {
    encodeReference(writer, baseline, position, reference);
    if (writer.size < PIECE_BYTES) continue;
    await runner.insertBytes('insert_baseline_values', 'RowBinary', writer.finish());
    writer = createRowBinaryWriter();
  }
  if (writer.size > 0) await runner.insertBytes('insert_baseline_values', 'RowBinary', writer.finish());
  await saveSamples(runner, baseline);
  await runner.insert('insert_baselines', [
    {
      project: baseline.project,
      model: baseline.model,
      baseline_hash: baseline.hash,
      version: baseline.version,
      origin: JSON.stringify(baseline.origin),
      row_count: baseline.rows,
      metrics: JSON.stringify(baseline.metrics),
      created_at: baseline.createdAt,
    },
  ]);
}

async function loadReferences(
  runner: QueryRunner,
  project: string,
  hash: string,
): Promise<readonly Reference[]> {
  const sizes = await runner.rows<{ position: number; size: number }>('load_baseline_sizes', {
    parameters: { project, hash },
  });
  const references: Reference[] = [];
  let first = 0;
  let bytes = 0;
  for (const [index, { position, size }] of sizes.entries()) {
    bytes += size * 8;
    if (bytes < PIECE_BYTES && index < sizes.length - 1) continue;
    const parameters = { project, hash, first, last: position };
    references.push(...decodeReferences(await runner.columns('load_baseline_values', { parameters })));
    first = position + 1;
    bytes = 0;
  }
  return references;
}

function toSummary(row: BaselineRow): BaselineSummary {
  return {
    project: row.project,
    model: row.model,
    version: row.version,
    hash: row.baseline_hash,
    origin: JSON.parse(row.origin) as BaselineSummary['origin'],
    rows: row.row_count,
    createdAt: row.created_at_ms,
    metrics: JSON.parse(row.metrics) as BaselineSummary['metrics'],
  };
}
