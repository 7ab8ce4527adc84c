import type { Baseline, RowColumn } from '../../domain/index.ts';
import type { BaselineStore } from '../ports.ts';
import { createByteCache } from './byte-cache.ts';
import type { BaselineDefinition } from './definition.ts';

/** BaselineShelf holds stored baselines by the hash of their definition, the last used ones in memory. */
export interface BaselineShelf {
  find(definition: BaselineDefinition, key: string): Promise<Baseline | null>;
  /** Gives it as it is kept. */
  add(key: string, baseline: Baseline): Promise<Baseline>;
}

/**
 * createBaselineShelf keeps up to `cacheBytes` in memory; the store remembers all of them. One that is larger by itself stays
 * without its numbers, which are then read with the columns that they are compared with.
 */
export function createBaselineShelf(store: BaselineStore, cacheBytes: number): BaselineShelf {
  const cache = createByteCache<Baseline>(cacheBytes, bytesOf);
  const hashes = new Map<string, string>();
  // A model has one owner, so what the store did not hold once comes only from here.
  const absent = new Set<string>();
  const remember = (key: string, baseline: Baseline) => {
    absent.delete(key);
    hashes.set(key, baseline.hash);
    cache.set(baseline.hash, baseline);
  };
  return {
    async find(definition, key) {
      if (absent.has(key)) return null;
      const known = hashes.get(key);
      const cached = known === undefined ? undefined : cache.get(known);
      if (cached) return cached;
      const hash = known ?? (await oldestWith(store, definition, key));
      const baseline = hash === null ? null : await store.loadBaseline(definition.project, hash, cacheBytes);
      if (baseline) remember(key, baseline);
      else absent.add(key);
      return baseline;
    },
    async add(key, baseline) {
      await store.saveBaseline(baseline);
      const { project, hash } = baseline;
      const small =
        bytesOf(baseline) <= cacheBytes ? null : await store.loadBaseline(project, hash, cacheBytes);
      remember(key, small ?? baseline);
      return small ?? baseline;
    },
  };
}

/** The oldest wins, should a crash between two processes ever have left two. */
async function oldestWith(
  store: BaselineStore,
  definition: BaselineDefinition,
  key: string,
): Promise<string | null> {
  const all = await store.listBaselines(definition.project, definition.model);
  const matching = all.filter(({ origin }) => origin.definition === key);
  matching.sort((a, b) => a.createdAt - b.createdAt);
  return matching[0]?.hash ?? null;
}

/** bytesOf is the memory that a baseline takes, roughly. */
export function bytesOf(baseline: Baseline): number {
  let bytes = 1024;
  for (const reference of baseline.references) {
    bytes += 256;
    if (reference.kind === 'numeric') bytes += reference.sorted.byteLength;
    else for (const category of reference.categories) bytes += 32 + 2 * category.length;
  }
  for (const { columns } of baseline.samples ?? [])
    for (const column of columns) bytes += columnBytes(column);
  return bytes;
}

function columnBytes(column: RowColumn): number {
  if (column.kind === 'numeric') return column.values.byteLength;
  if (column.kind === 'vector') return column.values.byteLength + column.offsets.byteLength;
  return column.codes.byteLength + column.categories.reduce((sum, { length }) => sum + 32 + 2 * length, 0);
}
