import { Z_95 } from './normal-law.ts';
import type { OrderedStatistic } from './statistic.ts';

const RANGE_FLOOR = 1e-12;

/**
 * wasserstein is the first Wasserstein distance ∫ |F − G| in population standard deviations of the reference (at least
 * 1e-12 of its range); the raw distance is in the details.
 *
 * Equal constants give 0; a constant reference against anything else has no unit and so no value, nor has one whose
 * deviation is beyond the largest number. The p-value is that of ks on the same values. W1 has no law that is free of the
 * distribution; its noise is that of a mean, which W1 is never below: z₀.₉₅ · √(1/n + 1/m) standard deviations.
 */
export const wasserstein: OrderedStatistic = {
  id: 'wasserstein',
  definition: 'wasserstein/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'sorted',
  compute({ area, pValue, nReference, nCurrent, referenceDeviation, referenceRange }) {
    const unit = Math.max(referenceDeviation, RANGE_FLOOR * referenceRange);
    if (unit === 0 && area > 0) return { reason: 'constant_reference' };
    if (!Number.isFinite(unit)) return { reason: 'not_finite' };
    const value = area === 0 ? 0 : area / unit;
    return {
      value,
      effect: value,
      pValue,
      noise95: Z_95 * Math.sqrt(1 / nReference + 1 / nCurrent),
      details: { raw: area },
    };
  },
};
