import type { Reference } from '../../domain/index.ts';

/** COMPARISON_MEMORY is what the columns of a window may take unless the configuration says otherwise, in bytes. */
export const COMPARISON_MEMORY = 1024 ** 3;

/**
 * Bytes of a numeric value while its tile is under way: in its column (8), in the column of the tile before, which is
 * being measured (8), and a share of the blocks and of what is sorted beside them.
 */
const BYTES_PER_VALUE = 20;
/** A query with more columns gains nothing any more, and one look-up per column and row becomes its main work. */
const MOST_NUMERIC = 256;
/** The counts of categories take little; a feature has far fewer of them than rows. */
const MOST_CATEGORICAL = 64;

/**
 * columnTiles cuts references into the groups whose columns are read at once, so that the columns of a window with `rows`
 * rows take no more than `memory` bytes, whatever their number. Numeric ones come first: while they are measured, the
 * store counts categories.
 */
export function columnTiles(
  references: readonly Reference[],
  rows: number,
  memory: number,
): readonly (readonly Reference[])[] {
  const ofKind = (kind: Reference['kind']) => references.filter((reference) => reference.kind === kind);
  return [
    ...slices(ofKind('numeric'), columnsAtOnce(rows, memory)),
    ...slices(ofKind('categorical'), MOST_CATEGORICAL),
  ];
}

/** columnsAtOnce is the number of numeric columns of so many rows that fit into the memory; at least one. */
export function columnsAtOnce(rows: number, memory: number = COMPARISON_MEMORY): number {
  return Math.min(Math.max(1, Math.floor(memory / (BYTES_PER_VALUE * Math.max(1, rows)))), MOST_NUMERIC);
}

function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
