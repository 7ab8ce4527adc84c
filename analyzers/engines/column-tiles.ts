import type { Reference } from '../../domain/index.ts';

/** COMPARISON_MEMORY is what the columns of a window may take unless the configuration says otherwise, in bytes. */
export const COMPARISON_MEMORY = 1024 ** 3;

/** Bytes of a numeric value while its tile is under way: in its column (8), and a share of the blocks and of what is sorted. */
const BYTES_PER_VALUE = 12;
/** The counts of categories take little; a feature has far fewer of them than rows. */
const MOST_CATEGORICAL = 64;

/**
 * columnTiles cuts references into the groups whose columns are read at once, so that the columns of a window with `rows`
 * rows take no more than `memory` bytes, whatever their number. Each read decodes the maps of all rows, so the groups are as
 * few and as large as the memory allows. Numeric ones come first: while the last of them are measured, the store counts
 * categories.
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
  return Math.max(1, Math.floor(memory / (BYTES_PER_VALUE * Math.max(1, rows))));
}

/** slices are equally large groups of at most `most` items. */
function slices<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most);
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
