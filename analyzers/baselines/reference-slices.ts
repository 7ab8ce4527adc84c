import type { Window } from '../../domain/index.ts';
import type { Slice } from '../ports.ts';
import type { BaselineDefinition } from './definition.ts';

/** ReferenceSlices are the rows of a baseline: one slice, or several that differ in their windows only. */
export interface ReferenceSlices {
  readonly slices: readonly [Slice, ...Slice[]];
  readonly rows: number;
}

/** referenceSlice selects the rows of a baseline in one window. */
export function referenceSlice(definition: BaselineDefinition, window: Window): Slice {
  const { rows } = definition;
  return {
    project: definition.project,
    model: definition.model,
    version: rows.kind === 'file' ? null : rows.version,
    deployment: rows.kind === 'file' ? 'live' : rows.deployment,
    source: definition.source,
    segment: definition.segment?.filter ?? [],
    window,
  };
}
