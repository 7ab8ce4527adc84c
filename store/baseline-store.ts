import type { BaselineStore } from '../analyzers/ports.ts';
import type { Baseline, BaselineSummary, Reference } from '../domain/index.ts';
import { outlineReferences } from './baseline-outline.ts';
import { loadSamples, saveSamples } from './baseline-samples.ts';
import { decodeReferences, encodeReference } from './baseline-values.ts';
import type { QueryRunner } from './query-runner.ts';
import { createRowBinaryWriter } from './row-binary.ts';
import { openScratchFile } from './scratch-file.ts';

/** Bytes of values that are read at once. */
const PIECE_BYTES = 32 * 1024 * 1024;
/** Bytes of values that are written at once: an insert holds them several times over. */
const INSERT_BYTES = 8 * 1024 * 1024;

/** Size is the place of a reference in its baseline and how many numbers it has. */
interface Size {
  readonly feature: string;
  readonly position: number;
  readonly size: number;
}

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

/**
 * createBaselineStore keeps baselines by their hash; their sorted values come back bit by bit. The numbers of one that is too
 * large for memory are copied to a file of the scratch directory when it is loaded: every window reads them.
 */
export function createBaselineStore(runner: QueryRunner, scratch: string): BaselineStore {
  const keepOutside = async (pieces: AsyncIterable<readonly Reference[]>) =>
    outlineReferences(pieces, openScratchFile(scratch));
  return {
    keepOutside,
    saveBaseline: (baseline) => saveBaseline(runner, baseline),
    async listBaselines(project, model) {
      const parameters = { project, model, hash: '' };
      return (await runner.rows<BaselineRow>('load_baselines', { parameters })).map(toSummary);
    },
    async loadBaseline(project, hash, mostBytes = Number.POSITIVE_INFINITY) {
      const summary = await loadSummary(runner, project, hash);
      if (!summary) return null;
      const sizes = await runner.rows<Size>('load_baseline_sizes', { parameters: { project, hash } });
      const bytes = sizes.reduce((sum, { size }) => sum + 8 * size, 0);
      const pieces = readPieces(runner, summary, sizes);
      if (bytes > mostBytes) return { ...summary, ...(await keepOutside(pieces)) };
      const references: Reference[] = [];
      for await (const piece of pieces) references.push(...piece);
      const samples = await loadSamples(runner, project, hash);
      return { ...summary, references, ...(samples.length > 0 ? { samples } : {}) };
    },
  };
}

/** loadSummary finds a baseline by its hash, without its values. */
export async function loadSummary(
  runner: QueryRunner,
  project: string,
  hash: string,
): Promise<BaselineSummary | null> {
  const parameters = { project, model: '', hash };
  const [row] = await runner.rows<BaselineRow>('load_baselines', { parameters });
  return row ? toSummary(row) : null;
}

async function saveBaseline(runner: QueryRunner, baseline: Baseline): Promise<void> {
  let writer = createRowBinaryWriter();
  const { references, readNumbers } = baseline;
  for (const [position, known] of references.entries()) {
    const [reference = known] = readNumbers ? await readNumbers([known]) : [];
    encodeReference(writer, baseline, position, reference);
    if (writer.size < INSERT_BYTES) continue;
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

/** readPieces gives all references in the order of the baseline, some at a time. */
async function* readPieces(
  runner: QueryRunner,
  baseline: BaselineSummary,
  sizes: readonly Size[],
): AsyncGenerator<readonly Reference[]> {
  let piece: Size[] = [];
  let bytes = 0;
  for (const [index, size] of sizes.entries()) {
    piece.push(size);
    bytes += size.size * 8;
    if (bytes < PIECE_BYTES && index < sizes.length - 1) continue;
    yield loadPiece(runner, baseline, piece);
    piece = [];
    bytes = 0;
  }
}

/** loadPiece gives references in the order of the sizes, which is that of the baseline. */
async function loadPiece(
  runner: QueryRunner,
  { project, hash }: BaselineSummary,
  sizes: readonly Size[],
): Promise<readonly Reference[]> {
  const positions = sizes.map(({ position }) => position);
  const features = [...new Set(sizes.map(({ feature }) => feature))];
  const input = { parameters: { project, hash, features, positions } };
  return decodeReferences(await runner.columns('load_baseline_values', input));
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
