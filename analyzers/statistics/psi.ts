import { chiSquarePoint95, chiSquareTail } from './chi-square-law.ts';
import { pooledEvidence } from './pooled-evidence.ts';
import type { CountedStatistic } from './statistic.ts';

const FLOOR = 1e-4;

/**
 * psi is the population stability index Σ (q − p) ln(q / p) over the bins, in nats, with p and q the shares of reference
 * and current rows, each floored at 1e-4 and not renormalised.
 *
 * Numeric bins lie between the deciles of the reference; rows without a usable value are one more bin, so an all-null or
 * vanished feature reads as drift. An unseen category adds its share against the floor. A reference that is constant at c
 * has the two bins (−∞, c] and (c, ∞), so only a move upwards shows; chi_square on the values sees both. Without drift
 * the value follows (1/n + 1/m)·χ²(B − 1) (Yurdakul 2018), which gives the p-value.
 */
export const psi: CountedStatistic = {
  id: 'psi',
  definition: 'psi/1',
  featureKinds: ['numeric', 'categorical'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'bins',
  compute(pair) {
    const { reference, current, nReference, nCurrent } = pair;
    let value = 0;
    for (let bin = 0; bin < reference.length; bin++) {
      const p = Math.max(reference[bin]! / nReference, FLOOR);
      const q = Math.max(current[bin]! / nCurrent, FLOOR);
      value += (q - p) * Math.log(q / p);
    }
    const scale = 1 / nReference + 1 / nCurrent;
    const freedom = reference.length - 1;
    return {
      value,
      effect: value,
      pValue: chiSquareTail(value / scale, freedom),
      noise95: scale * chiSquarePoint95(freedom),
      details: { bins: reference.length, ...pooledEvidence(pair) },
    };
  },
};
