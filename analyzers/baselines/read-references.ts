import { setImmediate } from 'node:timers/promises';
import { type BaselineReferences, type Column, type Reference, subjectKey } from '../../domain/index.ts';
import { columnTiles } from '../engines/column-tiles.ts';
import { createScratch } from '../engines/cpu/sort-values.ts';
import type { BaselineStore, ColumnRequest, WindowReader } from '../ports.ts';
import { type BaselineDefinition, definitionHash } from './definition.ts';
import { mergeColumns } from './merge-columns.ts';
import { shareReference, sortReference } from './prepare-reference.ts';
import type { ReferenceSlices } from './reference-slices.ts';
import { SAMPLE_LIMIT } from './seeded-sample.ts';

/** ReferenceSources are what references are read from, and where those go that are too large for memory. */
export interface ReferenceSources {
  readonly reader: WindowReader;
  readonly store: Pick<BaselineStore, 'keepOutside'>;
  /** Bytes of numbers that one baseline may keep in memory. */
  readonly cacheBytes: number;
}

/** Columns get less than those of a window, because the references that they become stay. */
const READ_MEMORY = 128 * 1024 * 1024;

/** readReferences reads columns and prepares them, in the order of the requests; what no row knows is left out. */
export async function readReferences(
  definition: BaselineDefinition,
  requests: readonly ColumnRequest[],
  found: ReferenceSlices,
  { reader, store, cacheBytes }: ReferenceSources,
): Promise<BaselineReferences> {
  const pieces = preparePieces(definition, requests, found, reader);
  const numeric = requests.filter(({ kind }) => kind === 'numeric').length;
  const bytes = numeric * Math.min(found.rows, SAMPLE_LIMIT) * Float64Array.BYTES_PER_ELEMENT;
  const kept = bytes > cacheBytes ? await store.keepOutside(pieces) : { references: await listed(pieces) };
  const placeOf = new Map(requests.map(({ subject }, place) => [subjectKey(subject), place]));
  const place = ({ subject }: Reference) => placeOf.get(subjectKey(subject))!;
  return { ...kept, references: [...kept.references].sort((a, b) => place(a) - place(b)) };
}

async function* preparePieces(
  definition: BaselineDefinition,
  requests: readonly ColumnRequest[],
  { slices, rows }: ReferenceSlices,
  reader: WindowReader,
): AsyncGenerator<readonly Reference[]> {
  const seed = definitionHash(definition);
  const parts = columnTiles(requests, rows, READ_MEMORY);
  const scratch = createScratch();
  for await (const columns of readMerged(parts, slices, reader)) {
    const piece: Reference[] = [];
    for (const column of columns) {
      if (!isAbsent(column, definition)) piece.push(sortReference(column, seed, { scratch }));
      // Sorting a million values takes a tenth of a second; others may go on in between.
      await setImmediate();
    }
    yield piece;
  }
}

/** readMerged gives the columns of all spans as one, part by part. */
async function* readMerged(
  parts: readonly (readonly ColumnRequest[])[],
  slices: ReferenceSlices['slices'],
  reader: WindowReader,
): AsyncGenerator<readonly Column[]> {
  const spans = slices.map((slice) => reader.readParts(slice, parts));
  try {
    for (const part of parts) {
      const read: (readonly Column[])[] = [];
      for (const span of spans) read.push((await span.next()).value);
      yield part.map((_, index) => mergeColumns(read.map((columns) => columns[index]!)));
    }
  } finally {
    for (const span of spans) await span.return?.();
  }
}

async function listed(pieces: AsyncIterable<readonly Reference[]>): Promise<readonly Reference[]> {
  const all: Reference[] = [];
  for await (const piece of pieces) all.push(...piece.map(shareReference));
  return all;
}

/** A column that no row of the reference knows is new, not part of the reference, unless it was declared. */
function isAbsent(column: Column, { kinds }: BaselineDefinition): boolean {
  const { subject } = column;
  if (subject.kind === 'score') return usable(column) === 0;
  if (subject.kind === 'feature' && Object.hasOwn(kinds, subject.name)) return false;
  return column.missing === column.rows;
}

function usable(column: Column): number {
  return column.rows - column.nulls - column.missing - column.mismatched;
}
