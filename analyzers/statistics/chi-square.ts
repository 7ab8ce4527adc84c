import { chiSquarePoint95, chiSquareTail } from './chi-square-law.ts';
import { contingencyChiSquare } from './contingency.ts';
import { pooledEvidence } from './pooled-evidence.ts';
import type { CountedStatistic } from './statistic.ts';

/** correctedV is Cramér's V of a two-row table with the bias correction of Bergsma (2013). */
function correctedV(chiSquare: number, rows: number, columns: number): number {
  const bias = (columns - 1) / (rows - 1);
  const phi2 = Math.max(0, chiSquare / rows - bias);
  const spread = Math.min(1 - 1 / (rows - 1), columns - 1 - (columns - 1) ** 2 / (rows - 1));
  return spread > 0 ? Math.min(1, Math.sqrt(phi2 / spread)) : 0;
}

/**
 * chiSquare is Pearson's two-sample contingency test over categories, without Yates' correction; the effect is the
 * bias-corrected Cramér's V.
 *
 * A numeric feature takes part with its distinct values when the reference has at most 20 of them. Rows without a usable
 * value are one more category. An unseen category is a column like any other; one single category gives 0 and p = 1.
 */
export const chiSquare: CountedStatistic = {
  id: 'chi_square',
  definition: 'chi_square/1',
  featureKinds: ['numeric', 'categorical'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'counts',
  compute(pair) {
    const rows = pair.nReference + pair.nCurrent;
    const { value, columns } = contingencyChiSquare(pair.reference, pair.current);
    const freedom = columns - 1;
    return {
      value,
      effect: correctedV(value, rows, columns),
      pValue: chiSquareTail(value, freedom),
      noise95: correctedV(chiSquarePoint95(freedom), rows, columns),
      details: { bins: columns, ...pooledEvidence(pair) },
    };
  },
};
