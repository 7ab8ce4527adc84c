import { chiSquareTail } from './chi-square-law.ts';
import { contingencyChiSquare } from './contingency.ts';
import { normalTwoSidedTail } from './normal-law.ts';
import { pooledEvidence } from './pooled-evidence.ts';
import { pooledShares } from './pooled-shares.ts';
import type { CountedStatistic } from './statistic.ts';

// Beyond it a category adds less than 1e-14 to the union bound.
const BEYOND = 8;

/** chanceMaximum is where the union bound Σ P(|N_i| ≥ x) over the normal differences of the shares falls to 5 %. */
function chanceMaximum(shares: readonly number[], scale: number): number {
  const deviations = shares.map((share) => Math.sqrt(share * (1 - share) * scale)).filter((x) => x > 0);
  if (deviations.length === 0) return 0;
  const bound = (limit: number): number => {
    let sum = 0;
    for (const deviation of deviations)
      if (limit < BEYOND * deviation) sum += normalTwoSidedTail(limit / deviation);
    return sum;
  };
  let low = 0;
  let high = BEYOND * Math.max(...deviations);
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (bound(middle) > 0.05) low = middle;
    else high = middle;
  }
  return Math.min(1, high);
}

/**
 * lInfinity is max |q − p| over the categories, or over the distinct values of a numeric feature whose reference has at
 * most 20; 0 to 1. Rows without a usable value are one more category, an unseen category counts with its share, one
 * single category gives 0.
 *
 * The p-value is that of chi_square on the same counts.
 */
export const lInfinity: CountedStatistic = {
  id: 'l_infinity',
  definition: 'l_infinity/1',
  featureKinds: ['numeric', 'categorical'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'counts',
  compute(pair) {
    const { reference, current, nReference, nCurrent } = pair;
    let value = 0;
    for (let bin = 0; bin < reference.length; bin++)
      value = Math.max(value, Math.abs(current[bin]! / nCurrent - reference[bin]! / nReference));
    const chi = contingencyChiSquare(reference, current);
    return {
      value,
      effect: value,
      pValue: chiSquareTail(chi.value, chi.columns - 1),
      noise95: chanceMaximum(pooledShares(pair), 1 / nReference + 1 / nCurrent),
      details: { bins: chi.columns, ...pooledEvidence(pair) },
    };
  },
};
