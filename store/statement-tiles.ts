/** NAMES_PER_STATEMENT bounds the names that one statement lists, each up to 260 characters long. */
export const NAMES_PER_STATEMENT = 256;

/** inTiles parts a list into pieces of at most `size`. */
export function inTiles<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, tile) =>
    items.slice(tile * size, (tile + 1) * size),
  );
}
