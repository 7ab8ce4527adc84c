import type { Contribution } from '../../domain/index.ts';

/** MOST_CONTRIBUTIONS bounds the features that a measurement names. */
const MOST_CONTRIBUTIONS = 20;

/** contributionsOf turns amounts into shares, largest first; a feature whose amount is not positive has none. */
export function contributionsOf(names: readonly string[], amounts: Float64Array): readonly Contribution[] {
  let total = 0;
  for (const amount of amounts) total += Math.max(0, amount);
  if (!(total > 0)) return [];
  return names
    .map((name, index) => ({ name, share: Math.max(0, amounts[index]!) / total }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_CONTRIBUTIONS);
}
