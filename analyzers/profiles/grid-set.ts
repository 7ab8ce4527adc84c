import { createHash } from 'node:crypto';
import type { Baseline, Reference } from '../../domain/index.ts';
import type { GridSet, GridSubject } from '../ports.ts';
import { buildGrid } from './grid.ts';
import { knownCategories } from './known-categories.ts';

/** Changes whenever the same reference would be cut in another way. */
const GRID_VERSION = 'grid/2';

const known = new WeakMap<Baseline, GridSet>();

/**
 * gridSetOf is what the profiles for one baseline count: a grid per numeric reference and the known
 * categories of others, under the hash of all of them.
 */
export function gridSetOf(baseline: Baseline): GridSet {
  const found = known.get(baseline);
  if (found) return found;
  const subjects = baseline.references.map(gridSubject);
  const hash = createHash('sha256').update(GRID_VERSION);
  for (const { subject, kind, grid, categories } of subjects) {
    hash.update(
      JSON.stringify([subject.kind, subject.name, kind, grid?.edges.length, grid?.centre, categories]),
    );
    if (grid) hash.update(new Uint8Array(grid.edges.buffer, grid.edges.byteOffset, grid.edges.byteLength));
  }
  const set = { hash: hash.digest('hex').slice(0, 32), subjects };
  known.set(baseline, set);
  return set;
}

function gridSubject(reference: Reference): GridSubject {
  const { subject, kind } = reference;
  if (reference.kind === 'categorical') {
    return { subject, kind, grid: null, categories: knownCategories(reference) };
  }
  return { subject, kind, grid: buildGrid(reference.sorted, reference.mean), categories: [] };
}
