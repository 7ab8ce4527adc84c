import type { Slice, SourceHour } from '../analyzers/ports.ts';
import type { Clock } from '../domain/index.ts';
import type { DayMemory } from './day-memory.ts';
import type { QueryRunner } from './query-runner.ts';
import { rowsOnce } from './slice.ts';
import type { WriteOrder } from './write-order.ts';

const DAY_MS = 86_400_000;

/** SourceRow is what was counted of an hour, a version and a deployment. */
interface SourceRow {
  readonly start: number;
  readonly version_name: string;
  readonly deployment_name: string;
  readonly row_count: number;
  readonly oldest_arrival_ms: number;
}

type NotedRow = SourceRow & { readonly checksum: string };

/** ProfileSourceParts are what sources are read and noted with. */
export interface ProfileSourceParts {
  readonly runner: QueryRunner;
  readonly writeOrder: WriteOrder;
  readonly now: Clock;
  /** Of what was read here before. */
  readonly memory: DayMemory<NotedRow>;
}

/**
 * readSourceHours tells what the base table holds of a slice's version, or of all, and deployment. Days whose partition has a new block
 * are counted again, all of their hours; others are as they were noted, or as they were read before. The block is read before
 * the rows, so a row that lands in between is found the next time.
 */
export async function readSourceHours(
  parts: ProfileSourceParts,
  slice: Slice,
  keptSince: number,
): Promise<readonly SourceHour[]> {
  const { memory } = parts;
  const model = JSON.stringify([slice.project, slice.model, slice.source]);
  const blocks = await blocksOf(parts, slice);
  const remembered = blocks && memory.recall(model, blocks);
  const rows = remembered ?? (await readDays(parts, slice, blocks, keptSince));
  if (blocks && !remembered) {
    for (const [day, block] of blocks) {
      const own = rows.filter(({ start }) => start >= day && start < day + DAY_MS);
      memory.remember(model, day, block, own);
    }
  }
  const { start, end } = slice.window;
  const deployment = deploymentOf(slice);
  return rows
    .filter((row) => row.start >= start && row.start < end)
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

/** What is noted of the days of a slice, after those that changed were counted again. */
async function readDays(
  parts: ProfileSourceParts,
  slice: Slice,
  blocks: ReadonlyMap<number, number> | null,
  keptSince: number,
): Promise<readonly NotedRow[]> {
  const { runner } = parts;
  const span = wholeDays(slice.window);
  const changed = await changedDays(parts, slice, blocks);
  if (changed.size > 0) {
    const days = [...changed.keys()];
    const counted = { start: Math.min(...days), end: Math.max(...days) + DAY_MS };
    await noteHours(parts, slice, counted, keptSince);
    if (blocks) await noteDays(parts, slice, changed);
  }
  return runner.rows<NotedRow>('load_profile_sources', { parameters: spanParameters(slice, span) });
}

/**
 * The newest block of each day of the slice; 0 for a day without rows. It is null where the table itself has no parts, as on
 * a cluster, whose parts lie under another name on several nodes: there every day may have changed.
 */
async function blocksOf(
  { runner }: ProfileSourceParts,
  slice: Slice,
): Promise<ReadonlyMap<number, number> | null> {
  const parameters = { table: slice.source };
  const found = await runner.rows<{ day: string; block: number }>('load_partition_blocks', { parameters });
  if (found.length === 0) return null;
  const newest = new Map(found.map(({ day, block }) => [day, block]));
  return new Map(
    daysOf(slice.window).map((day) => {
      const partition = new Date(day).toISOString().slice(0, 10).replaceAll('-', '');
      return [day, newest.get(partition) ?? 0];
    }),
  );
}

/** The days of the slice that changed since they were noted, with their newest block. */
async function changedDays(
  { runner }: ProfileSourceParts,
  slice: Slice,
  blocks: ReadonlyMap<number, number> | null,
): Promise<ReadonlyMap<number, number>> {
  if (!blocks) return new Map(daysOf(slice.window).map((day) => [day, 0]));
  const known = await runner.rows<{ day_ms: number; block: number }>('load_profile_days', {
    parameters: spanParameters(slice, wholeDays(slice.window)),
  });
  const noted = new Map(known.map(({ day_ms, block }) => [day_ms, block]));
  return new Map([...blocks].filter(([day, block]) => block !== (noted.get(day) ?? 0)));
}

function wholeDays({ start, end }: Slice['window']): Slice['window'] {
  return { start: Math.floor(start / DAY_MS) * DAY_MS, end: Math.ceil(end / DAY_MS) * DAY_MS };
}

function daysOf(window: Slice['window']): readonly number[] {
  const { start, end } = wholeDays(window);
  return Array.from({ length: (end - start) / DAY_MS }, (_, day) => start + day * DAY_MS);
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
  const before = await runner.rows<NotedRow>('load_profile_sources', {
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
