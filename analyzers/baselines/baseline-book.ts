import { type Baseline, messageOf, PlumblineError } from '../../domain/index.ts';
import type { BaselineStore } from '../ports.ts';
import { createBaselineShelf } from './baseline-shelf.ts';
import { type BuildSources, buildFromFile, buildFromTraffic } from './build-baseline.ts';
import { type BaselineDefinition, definitionHash } from './definition.ts';
import { createReferenceSpan, type Moment } from './reference-span.ts';
import { createRollingBaselines } from './rolling-baselines.ts';

/** BaselineState is a baseline that can be used, or why it cannot be used (yet). */
export type BaselineState =
  | { readonly state: 'ready'; readonly baseline: Baseline }
  | { readonly state: 'waiting'; readonly reason: string }
  /** Its rows are complete, and there are none. */
  | { readonly state: 'empty'; readonly reason: string }
  | { readonly state: 'failed'; readonly error: PlumblineError };

/** BaselineBook finds baselines by their definition and builds each one once. */
export interface BaselineBook {
  /** Never throws for a definition that cannot be served; a store that is down throws a retryable error. */
  resolve(definition: BaselineDefinition, moment: Moment): Promise<BaselineState>;
}

/** BaselineBookParts are what the book reads from and writes to; `clock` is wall time. */
export interface BaselineBookParts extends BuildSources {
  readonly store: BaselineStore;
  readonly clock: () => number;
  readonly cacheBytes: number;
}

// A definition that failed or waits for labels is costly to try; so long it is not tried again without new records.
const RETRY_MS = 10_000;

/** createBaselineBook builds what the shelf does not hold, one build at a time per definition. */
export function createBaselineBook(parts: BaselineBookParts): BaselineBook {
  const { clock } = parts;
  const shelf = createBaselineShelf(parts.store, parts.cacheBytes);
  const running = new Map<string, Promise<BaselineState>>();
  const held = new Map<string, Held>();
  const span = createReferenceSpan(parts.reader);
  const rolling = createRollingBaselines(parts);

  async function build(definition: BaselineDefinition, moment: Moment): Promise<Baseline | string> {
    if (definition.rows.kind === 'file') return buildFromFile(definition, parts, clock());
    const found = await span(definition, moment);
    if ('waiting' in found) return found.waiting;
    const built = await buildFromTraffic(definition, found, parts, clock());
    return 'waiting' in built ? built.waiting : built.baseline;
  }

  async function find(definition: BaselineDefinition, key: string, moment: Moment): Promise<BaselineState> {
    try {
      const existing = await shelf.find(definition, key);
      if (existing) return { state: 'ready', baseline: existing };
      const before = held.get(key);
      if (before && before.watermark === moment.watermark && clock() < before.until) return before.state;
      const built = await build(definition, moment);
      if (typeof built === 'string') return hold(key, moment, { state: 'waiting', reason: built });
      const kept = await shelf.add(key, built);
      held.delete(key);
      return { state: 'ready', baseline: kept };
    } catch (thrown) {
      const error = asError(thrown);
      if (error.retryable) throw error;
      return hold(key, moment, { state: 'failed', error });
    }
  }

  function hold(key: string, moment: Moment, state: BaselineState): BaselineState {
    held.set(key, { watermark: moment.watermark, until: clock() + RETRY_MS, state });
    return state;
  }

  return {
    resolve(definition, moment) {
      const key = definitionHash(definition);
      const current = running.get(key);
      if (current) return current;
      const search = (
        definition.rows.kind === 'spans'
          ? rolling(definition, definition.rows.windows, key)
          : find(definition, key, moment)
      ).finally(() => running.delete(key));
      running.set(key, search);
      return search;
    },
  };
}

interface Held {
  readonly watermark: number | null;
  readonly until: number;
  readonly state: BaselineState;
}

function asError(thrown: unknown): PlumblineError {
  if (thrown instanceof PlumblineError) return thrown;
  return new PlumblineError('internal', messageOf(thrown), { cause: thrown });
}
