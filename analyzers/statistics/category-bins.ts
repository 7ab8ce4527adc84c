const MAX_CATEGORIES = 1000;

type Key = string | number;

interface Aligned {
  readonly reference: number[];
  readonly current: number[];
}

function total(counts: ReadonlyMap<Key, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return Math.max(sum, 1);
}

function byKey(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * alignCategories gives both sides one count per category of either side. Beyond 1,000 categories those with the largest
 * sum of shares keep their own bin, so that neither the larger side nor a new category is drowned, and the others share
 * one. The order of the bins follows the keys, which makes every sum over them reproducible.
 */
export function alignCategories<K extends Key>(
  reference: ReadonlyMap<K, number>,
  current: ReadonlyMap<K, number>,
): Aligned {
  let keys = [...new Set([...reference.keys(), ...current.keys()])].sort(byKey);
  let others: K[] = [];
  if (keys.length > MAX_CATEGORIES) {
    const n = total(reference);
    const m = total(current);
    const share = new Map(
      keys.map((key) => [key, (reference.get(key) ?? 0) / n + (current.get(key) ?? 0) / m]),
    );
    // The sort is stable: equal shares stay in the order of their keys.
    const ranked = [...keys].sort((a, b) => share.get(b)! - share.get(a)!);
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
