import { chiSquareTail } from './chi-square-law.ts';
import { contingencyChiSquare } from './contingency.ts';
import { pooledEvidence } from './pooled-evidence.ts';
import { pooledShares } from './pooled-shares.ts';
import type { CountedStatistic } from './statistic.ts';

// One-sided normal point, and mean and variance of the absolute value of a standard normal.
const Z_ONE_SIDED_95 = 1.6448536269514722;
const ABSOLUTE_MEAN = Math.sqrt(2 / Math.PI);
const ABSOLUTE_VARIANCE = 1 - 2 / Math.PI;

/**
 * chanceDistance is the total variation distance that chance exceeds in about 5 % of windows: mean and deviation of half
 * the sum of |N_i|, where the differences N_i of the shares are normal with variance π(1 − π)s² and covariance −ππ's².
 */
function chanceDistance(shares: readonly number[], scale: number): number {
  let mean = 0;
  let own = 0;
  let weight = 0;
  let weightSquares = 0;
  for (const share of shares) {
    if (share >= 1) return 0;
    const variance = share * (1 - share);
    // Cov(|N|, |N'|) is at most (1 − 2/π) Cov(N, N')² / (deviations), with equality for two categories.
    const coupling = share * Math.sqrt(share / (1 - share));
    mean += Math.sqrt(variance);
    own += variance;
    weight += coupling;
    weightSquares += coupling * coupling;
  }
  const spread = Math.sqrt(ABSOLUTE_VARIANCE * (own + weight * weight - weightSquares));
  return Math.min(1, (Math.sqrt(scale) / 2) * (ABSOLUTE_MEAN * mean + Z_ONE_SIDED_95 * spread));
}

/**
 * totalVariation is ½ Σ |q − p| over the categories, or over the distinct values of a numeric feature whose reference has
 * at most 20: the share of rows that would have to change category; 0 to 1. Rows without a usable value are one more
 * category, an unseen category adds half its share, one single category gives 0.
 *
 * The p-value is that of chi_square on the same counts. The distance that chance reaches grows with the categories,
 * about √(0.16·B·(1/n + 1/m)) for B equal ones.
 */
export const totalVariation: CountedStatistic = {
  id: 'total_variation',
  definition: 'total_variation/1',
  featureKinds: ['numeric', 'categorical'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'counts',
  compute(pair) {
    const { reference, current, nReference, nCurrent } = pair;
    let sum = 0;
    for (let bin = 0; bin < reference.length; bin++)
      sum += Math.abs(current[bin]! / nCurrent - reference[bin]! / nReference);
    const value = Math.min(1, sum / 2);
    const chi = contingencyChiSquare(reference, current);
    return {
      value,
      effect: value,
      pValue: chiSquareTail(chi.value, chi.columns - 1),
      noise95: chanceDistance(pooledShares(pair), 1 / nReference + 1 / nCurrent),
      details: { bins: chi.columns, ...pooledEvidence(pair) },
    };
  },
};
