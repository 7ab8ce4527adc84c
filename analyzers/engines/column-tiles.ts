import type { FeatureKind } from '../../domain/index.ts';

/** COMPARISON_MEMORY is what the columns of a window may take unless the configuration says otherwise, in bytes. */
export const COMPARISON_MEMORY = 1024 ** 3;

/** Bytes of a numeric value while its tile is under way: in its column (8), and a share of the blocks and of what is sorted. */
const BYTES_PER_VALUE = 12;
/** The counts of categories take little; a feature has far fewer of them than rows. */
const MOST_CATEGORICAL = 64;

/** A column of a window that does not fit is read from a file in parts, while the part before is measured. */
const PARTS_OF_MEMORY = 8;

/**
 * columnTiles cuts columns into the parts that are read at once, so that those of a window with `rows` rows take no more
 * than `memory` bytes, whatever their number: all numbers together where they fit, else in parts of an eighth of it.
 * Numeric ones come first: while the last of them are measured, the store counts categories.
 */
export function columnTiles<Item extends { readonly kind: FeatureKind }>(
  columns: readonly Item[],
  rows: number,
  memory: number,
): readonly (readonly Item[])[] {
  const ofKind = (kind: FeatureKind) => columns.filter((column) => column.kind === kind);
  const numeric = ofKind('numeric');
  const fits = numeric.length <= columnsAtOnce(rows, memory);
  return [
    ...slices(numeric, fits ? numeric.length : columnsAtOnce(rows, memory / PARTS_OF_MEMORY)),
    ...slices(ofKind('categorical'), MOST_CATEGORICAL),
  ];
}

/** columnsAtOnce is the number of numeric columns of so many rows that fit into the memory; at least one. */
function columnsAtOnce(rows: number, memory: number): number {
  return Math.max(1, Math.floor(memory / (BYTES_PER_VALUE * Math.max(1, rows))));
}

/** slices are equally large groups of at most `most` items. */
function slices<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most);
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
