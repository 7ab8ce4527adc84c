import type { Baseline, Window } from '../../domain/index.ts';
import type { BaselineStore } from '../ports.ts';
import { bytesOf } from './baseline-shelf.ts';
import { type BuildSources, buildFromTraffic } from './build-baseline.ts';
import { createByteCache } from './byte-cache.ts';
import type { BaselineDefinition } from './definition.ts';
import { referenceSlice } from './reference-slices.ts';

/** RollingParts are what baselines that move with their windows are made with; `clock` is wall time. */
export interface RollingParts extends BuildSources {
  readonly store: BaselineStore;
  readonly clock: () => number;
  readonly cacheBytes: number;
}

/** RollingState is a baseline made of the spans before one window, or why these give none. */
export type RollingState =
  | { readonly state: 'ready'; readonly baseline: Baseline }
  | { readonly state: 'empty'; readonly reason: string };

/** RollingBaselines makes the baseline of a definition from its spans; `key` is the definition's hash. */
export type RollingBaselines = (
  definition: BaselineDefinition,
  windows: readonly Window[],
  key: string,
) => Promise<RollingState>;

/**
 * createRollingBaselines keeps the last ones in memory, for the monitors that share them. The store gets their summaries:
 * with their values or rows, a week of references would be stored anew every hour.
 */
export function createRollingBaselines(parts: RollingParts): RollingBaselines {
  const recent = createByteCache<Baseline>(parts.cacheBytes / 4, bytesOf);
  return async (definition, windows, key) => {
    const known = recent.get(key);
    if (known) return { state: 'ready', baseline: known };
    const [first, ...others] = windows.map((window) => referenceSlice(definition, window));
    if (!first) return { state: 'empty', reason: 'every day of the reference is excluded' };
    let rows = 0;
    for (const slice of [first, ...others]) rows += await parts.reader.countRows(slice);
    if (rows === 0) return { state: 'empty', reason: 'the reference has no row' };
    const found = { slices: [first, ...others] as const, rows };
    const built = await buildFromTraffic(definition, found, parts, parts.clock());
    if ('waiting' in built) return { state: 'empty', reason: built.waiting };
    const { samples: _, ...summary } = built.baseline;
    await parts.store.saveBaseline({ ...summary, references: [] });
    recent.set(key, built.baseline);
    return { state: 'ready', baseline: built.baseline };
  };
}
