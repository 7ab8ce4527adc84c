import { fisherTail } from './fisher-law.ts';
import { Z_95, Z_99 } from './normal-law.ts';
import type { Distance, SharePair } from './statistic.ts';

/** Share that is added to either side for the interval, in rows of one kind each (Agresti and Caffo 2000). */
const ADDED = 1;

/** squaredError is the variance of a share that rests on `rows` independent rows. */
function squaredError(hits: number, rows: number): number {
  const share = (hits + ADDED) / (rows + 2 * ADDED);
  return (share * (1 - share)) / (rows + 2 * ADDED);
}

/**
 * shareDifference compares the share of marked rows: the value is current − reference. Two-sided, the effect is its
 * absolute value; for `greater`, only a rise is one. The p-value is that of Fisher's exact test, the interval that of
 * Agresti and Caffo (2000), and noise95 has half a row of either side added, as a share moves in whole rows. A count of
 * the reference that varies more than a binomial one counts as one of fewer rows.
 */
export function shareDifference(
  { reference, current, spread, nReference, nCurrent }: SharePair,
  side: 'two-sided' | 'greater',
): Distance {
  const value = current / nCurrent - reference / nReference;
  const hits = Math.round(reference / spread);
  const rows = Math.round(nReference / spread);
  const direction = side === 'two-sided' && value < 0 ? -1 : 1;
  const pooled = (hits + current) / (rows + nCurrent);
  const scale = 1 / rows + 1 / nCurrent;
  const centre =
    direction * ((current + ADDED) / (nCurrent + 2 * ADDED) - (hits + ADDED) / (rows + 2 * ADDED));
  const half = Z_99 * Math.sqrt(squaredError(hits, rows) + squaredError(current, nCurrent));
  return {
    value,
    effect: Math.max(0, direction * value),
    pValue: fisherTail(hits, rows, current, nCurrent, side),
    interval: [centre - half, centre + half],
    noise95: Math.min(1, Z_95 * Math.sqrt(pooled * (1 - pooled) * scale) + scale / 2),
    details: { share_reference: reference / nReference, share_current: current / nCurrent },
  };
}
