const MAX_CATEGORIES = 1000;

type Key = string | number;

interface Aligned {
  readonly reference: number[];
  readonly current: number[];
}

function byKey(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * alignCategories gives both sides one count per category of either side. Beyond 1,000 categories those with the most
 * rows of both sides together keep their own bin, and the others share one. Which side the rows of a category are on must
 * not matter for that: choosing by shares gives a bin to every category that a small window happens to hold, and a column
 * of identifiers drifts for ever. The order of the bins follows the keys, which makes every sum over them reproducible.
 */
export function alignCategories<K extends Key>(
  reference: ReadonlyMap<K, number>,
  current: ReadonlyMap<K, number>,
): Aligned {
  let keys = [...new Set([...reference.keys(), ...current.keys()])].sort(byKey);
  let others: K[] = [];
  if (keys.length > MAX_CATEGORIES) {
    const rows = new Map(keys.map((key) => [key, (reference.get(key) ?? 0) + (current.get(key) ?? 0)]));
    // The sort is stable: equal counts stay in the order of their keys.
    const ranked = [...keys].sort((a, b) => rows.get(b)! - rows.get(a)!);
    keys = ranked.slice(0, MAX_CATEGORIES).sort(byKey);
    others = ranked.slice(MAX_CATEGORIES);
  }
  const pick = (counts: ReadonlyMap<K, number>): number[] => {
    const picked = keys.map((key) => counts.get(key) ?? 0);
    if (others.length > 0) picked.push(others.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0));
    return picked;
  };
  return { reference: pick(reference), current: pick(current) };
}
