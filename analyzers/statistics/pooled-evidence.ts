import { chiSquareTail } from './chi-square-law.ts';
import { contingencyChiSquare } from './contingency.ts';
import type { CountedPair } from './statistic.ts';

/** RARE is the count, expected or observed on the smaller side, below which a bin has no law to speak of. */
const RARE = 10;

/**
 * pooledEvidence is a second p-value where some bins are rare: Pearson's test after the rare ones have been pooled, and
 * left out if they are rare even together. It is empty where no bin is rare.
 *
 * The chi-square laws want large expected counts. A category that a small window should hold 0.01 times, and holds once,
 * adds a hundred to chi-square; one in a hundred such categories does. Ten rows of a new category are evidence.
 */
export function pooledEvidence(pair: CountedPair): { readonly p_pooled?: number } {
  const { nReference, nCurrent } = pair;
  const [small, large] =
    nCurrent <= nReference ? [pair.current, pair.reference] : [pair.reference, pair.current];
  const share = Math.min(nReference, nCurrent) / (nReference + nCurrent);
  const kept: [number, number][] = [];
  const pool: [number, number] = [0, 0];
  const isRare = ([few, many]: readonly [number, number]): boolean =>
    Math.max(few, (few + many) * share) < RARE;
  for (let bin = 0; bin < small.length; bin++) {
    const cell: [number, number] = [small[bin]!, large[bin]!];
    if (!isRare(cell)) kept.push(cell);
    else {
      pool[0] += cell[0];
      pool[1] += cell[1];
    }
  }
  if (kept.length === small.length) return {};
  if (!isRare(pool)) kept.push(pool);
  const { value, columns } = contingencyChiSquare(
    kept.map(([few]) => few),
    kept.map(([, many]) => many),
  );
  return { p_pooled: chiSquareTail(value, columns - 1) };
}
