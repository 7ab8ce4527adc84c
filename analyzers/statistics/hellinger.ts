import { chiSquarePoint95, chiSquareTail } from './chi-square-law.ts';
import { pooledEvidence } from './pooled-evidence.ts';
import type { CountedStatistic } from './statistic.ts';

/**
 * hellinger is the Hellinger distance √(1 − Σ √(p q)) on the psi bins, without a floor; 0 to 1. Disjoint supports give 1,
 * equal shares, constants included, exactly 0. It is computed as √(½ Σ (√p − √q)²), which does not cancel.
 *
 * To second order 8 H² equals Σ (q − p)² / p, so without drift 8 H² follows (1/n + 1/m)·χ²(B − 1), as the Freeman-Tukey
 * statistic does (Cressie and Read 1984); this gives the p-value.
 */
export const hellinger: CountedStatistic = {
  id: 'hellinger',
  definition: 'hellinger/1',
  featureKinds: ['numeric', 'categorical'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'bins',
  compute(pair) {
    const { reference, current, nReference, nCurrent } = pair;
    let square = 0;
    for (let bin = 0; bin < reference.length; bin++) {
      const difference = Math.sqrt(reference[bin]! / nReference) - Math.sqrt(current[bin]! / nCurrent);
      square += (difference * difference) / 2;
    }
    square = Math.min(1, square);
    const value = Math.sqrt(square);
    const scale = (1 / nReference + 1 / nCurrent) / 8;
    const freedom = reference.length - 1;
    return {
      value,
      effect: value,
      pValue: chiSquareTail(square / scale, freedom),
      noise95: Math.min(1, Math.sqrt(scale * chiSquarePoint95(freedom))),
      details: { bins: reference.length, ...pooledEvidence(pair) },
    };
  },
};
