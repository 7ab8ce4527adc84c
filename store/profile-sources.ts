import type { Slice, SourceHour } from '../analyzers/ports.ts';
import type { Clock } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';
import { rowsOnce } from './slice.ts';
import type { WriteOrder } from './write-order.ts';

const DAY_MS = 86_400_000;

interface SourceRow {
  readonly start: number;
  readonly version_name: string;
  readonly deployment_name: string;
  readonly row_count: number;
  readonly oldest_arrival_ms: number;
}

/** ProfileSourceParts are what sources are read and noted with. */
export interface ProfileSourceParts {
  readonly runner: QueryRunner;
  readonly writeOrder: WriteOrder;
  readonly now: Clock;
}

/**
 * readSourceHours tells what the base table holds of a slice's version, or of all, and deployment. Days whose partition has a new block
 * are counted again, all of their hours; others are as they were noted. The block is read before the rows, so a row that
 * lands in between is found the next time.
 */
export async function readSourceHours(
  parts: ProfileSourceParts,
  slice: Slice,
  keptSince: number,
): Promise<readonly SourceHour[]> {
  const blocks = await changedDays(parts, slice);
  const changed = [...blocks.keys()];
  if (changed.length > 0) {
    const span = { start: Math.min(...changed), end: Math.max(...changed) + DAY_MS };
    await noteHours(parts, slice, span, keptSince);
    await noteDays(parts, slice, blocks);
  }
  const noted = await parts.runner.rows<SourceRow & { readonly checksum: string }>('load_profile_sources', {
    parameters: spanParameters(slice, slice.window),
  });
  const deployment = deploymentOf(slice);
  return noted
    .filter((row) => slice.version === null || row.version_name === slice.version)
    .filter((row) => row.deployment_name === deployment && row.row_count > 0)
    .map((row) => ({
      version: row.version_name,
      start: row.start,
      rows: row.row_count,
      checksum: row.checksum,
      oldestArrival: row.oldest_arrival_ms,
    }));
}

/**
 * The days of the slice that changed since they were noted, with their newest block. Where the table itself has no parts,
 * as on a cluster, whose parts lie under another name on several nodes, every day may have changed.
 */
async function changedDays({ runner }: ProfileSourceParts, slice: Slice): Promise<Map<number, number>> {
  const first = Math.floor(slice.window.start / DAY_MS) * DAY_MS;
  const parameters = { table: slice.source };
  const [blocks, known] = await Promise.all([
    runner.rows<{ day: string; block: number }>('load_partition_blocks', { parameters }),
    runner.rows<{ day_ms: number; block: number }>('load_profile_days', {
      parameters: spanParameters(slice, { start: first, end: slice.window.end }),
    }),
  ]);
  const newest = new Map(blocks.map(({ day, block }) => [day, block]));
  const noted = new Map(known.map(({ day_ms, block }) => [day_ms, block]));
  const days = new Map<number, number>();
  for (let day = first; day < slice.window.end; day += DAY_MS) {
    const block = newest.get(new Date(day).toISOString().slice(0, 10).replaceAll('-', '')) ?? 0;
    if (blocks.length === 0 || block !== (noted.get(day) ?? 0)) days.set(day, block);
  }
  return days;
}

async function noteHours(
  { runner, writeOrder, now }: ProfileSourceParts,
  slice: Slice,
  span: Slice['window'],
  keptSince: number,
): Promise<void> {
  const parameters = spanParameters(slice, span);
  const counted = await runner.rows<SourceRow & { readonly total: string }>('count_source_hours', {
    slots: {
      rows_once: rowsOnce(slice.source),
      deployment: slice.source === 'predictions' ? 'deployment' : "''",
    },
    parameters,
  });
  const before = await runner.rows<SourceRow & { readonly checksum: string }>('load_profile_sources', {
    parameters,
  });
  const next = new Map(
    counted.map((row) => [keyOf(row), { ...row, checksum: `${row.row_count}-${row.total}` }]),
  );
  for (const row of before) {
    // Raw rows that expire leave no trace in what was built from them; others that are gone were removed.
    if (row.oldest_arrival_ms < keptSince) next.delete(keyOf(row));
    else if (!next.has(keyOf(row))) next.set(keyOf(row), { ...row, total: '', row_count: 0, checksum: '' });
  }
  const known = new Map(before.map((row) => [keyOf(row), row.checksum]));
  const order = writeOrder();
  const { project, model, source } = slice;
  await runner.insert(
    'insert_profile_sources',
    [...next.values()]
      .filter((row) => known.get(keyOf(row)) !== row.checksum)
      .map((row) => ({
        project,
        model,
        source,
        hour: row.start,
        version: row.version_name,
        deployment: row.deployment_name,
        row_count: row.row_count,
        checksum: row.checksum,
        oldest_arrival: row.oldest_arrival_ms,
        noted_at: now(),
        write_order: order,
      })),
  );
}

async function noteDays(
  { runner, writeOrder, now }: ProfileSourceParts,
  { project, model, source }: Slice,
  blocks: ReadonlyMap<number, number>,
): Promise<void> {
  const write_order = writeOrder();
  const rows = [...blocks].map(([day, block]) => {
    return { project, model, source, day, block, noted_at: now(), write_order };
  });
  await runner.insert('insert_profile_days', rows);
}

/** deploymentOf is the deployment that a slice's sources and profiles go by; feature samples have none. */
export function deploymentOf({ source, deployment }: Slice): string {
  return source === 'predictions' ? deployment : '';
}

function spanParameters({ project, model, source }: Slice, { start, end }: Slice['window']) {
  return { project, model, source, first: start, end };
}

function keyOf({ start, version_name, deployment_name }: SourceRow): string {
  return JSON.stringify([start, version_name, deployment_name]);
}
