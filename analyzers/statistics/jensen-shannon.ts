import { chiSquarePoint95, chiSquareTail } from './chi-square-law.ts';
import { pooledEvidence } from './pooled-evidence.ts';
import type { CountedStatistic } from './statistic.ts';

/**
 * jensenShannon is the Jensen-Shannon distance: the square root of the divergence in bits, 0 to 1, on the psi bins
 * without a floor. Disjoint supports give 1; equal shares, constants included, give 0.
 *
 * To second order 8 ln 2 times the divergence equals Σ (q − p)² / p, so without drift it follows (1/n + 1/m)·χ²(B − 1).
 */
export const jensenShannon: CountedStatistic = {
  id: 'jensen_shannon',
  definition: 'jensen_shannon/1',
  featureKinds: ['numeric', 'categorical'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'bins',
  compute(pair) {
    const { reference, current, nReference, nCurrent } = pair;
    let divergence = 0;
    for (let bin = 0; bin < reference.length; bin++) {
      const p = reference[bin]! / nReference;
      const q = current[bin]! / nCurrent;
      // A ratio of exactly 1 adds exactly 0, so a sample against itself is 0 and not a rounding error's square root.
      if (p > 0) divergence += (p / 2) * Math.log2((2 * p) / (p + q));
      if (q > 0) divergence += (q / 2) * Math.log2((2 * q) / (p + q));
    }
    divergence = Math.min(1, Math.max(0, divergence));
    const value = Math.sqrt(divergence);
    const scale = (1 / nReference + 1 / nCurrent) / (8 * Math.LN2);
    const freedom = reference.length - 1;
    return {
      value,
      effect: value,
      pValue: chiSquareTail(divergence / scale, freedom),
      noise95: Math.sqrt(scale * chiSquarePoint95(freedom)),
      details: { bins: reference.length, ...pooledEvidence(pair) },
    };
  },
};
