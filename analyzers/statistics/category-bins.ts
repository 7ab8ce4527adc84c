const MAX_CATEGORIES = 1000;

type Key = string | number;

/** KeyCounts are rows by key, side by side; each key comes once. */
export interface KeyCounts<K extends Key> {
  readonly keys: readonly K[];
  readonly counts: ArrayLike<number>;
}

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
export function alignCategories<K extends Key>(reference: KeyCounts<K>, current: KeyCounts<K>): Aligned {
  const keys = [...reference.keys];
  const places = placesOf(reference.keys);
  const p = Array.from(reference.counts);
  const q = new Array<number>(p.length).fill(0);
  for (let index = 0; index < current.keys.length; index += 1) {
    const key = current.keys[index]!;
    const place = places.get(key);
    if (place !== undefined) {
      q[place] = current.counts[index]!;
      continue;
    }
    keys.push(key);
    p.push(0);
    q.push(current.counts[index]!);
  }
  const kept = mostFrequent(keys, p, q).sort((a, b) => byKey(keys[a]!, keys[b]!));
  const pick = (counts: readonly number[]): number[] => {
    const picked = kept.map((place) => counts[place]!);
    if (keys.length > MAX_CATEGORIES) picked.push(sum(counts) - sum(picked));
    return picked;
  };
  return { reference: pick(p), current: pick(q) };
}

const longLists = new WeakMap<readonly Key[], ReadonlyMap<Key, number>>();

/** A long list is that of a reference, which outlives many windows. */
function placesOf(keys: readonly Key[]): ReadonlyMap<Key, number> {
  const known = longLists.get(keys);
  if (known) return known;
  const places = new Map(keys.map((key, place) => [key, place]));
  if (keys.length > MAX_CATEGORIES) longLists.set(keys, places);
  return places;
}

/** The places of the keys with the most rows of both sides; of equals, those that come first. */
function mostFrequent(keys: readonly Key[], p: readonly number[], q: readonly number[]): number[] {
  const rows = new Float64Array(keys.length);
  for (let place = 0; place < rows.length; place += 1) rows[place] = p[place]! + q[place]!;
  if (keys.length <= MAX_CATEGORIES) return keys.map((_, place) => place).filter((place) => rows[place]! > 0);
  const least = rows.slice().sort()[rows.length - MAX_CATEGORIES]!;
  const above: number[] = [];
  const equal: number[] = [];
  for (let place = 0; place < rows.length; place += 1) {
    if (rows[place]! > least) above.push(place);
    else if (rows[place] === least) equal.push(place);
  }
  equal.sort((a, b) => byKey(keys[a]!, keys[b]!));
  return [...above, ...equal.slice(0, MAX_CATEGORIES - above.length)];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
