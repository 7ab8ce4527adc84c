/** putNewest puts an entry last, and forgets the first ones beyond `most`: those that were put longest ago. */
export function putNewest<K, V>(entries: Map<K, V>, key: K, value: V, most: number): void {
  entries.delete(key);
  entries.set(key, value);
  for (const oldest of [...entries.keys()].slice(0, -most)) entries.delete(oldest);
}
