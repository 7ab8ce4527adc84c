import type { OrderedStatistic } from './statistic.ts';

// √(−½ ln 0.025): the point that the limiting Kolmogorov law exceeds with probability 0.05.
const LIMIT_95 = Math.sqrt(-Math.log(0.025) / 2);

/**
 * ks is the two-sample Kolmogorov-Smirnov distance sup |F − G| over the pooled values, with right-continuous empirical
 * distribution functions; 0 to 1. Equal constants give 0, disjoint supports 1.
 *
 * The p-value is exact up to 10,000 rows per side, and the one-sample law at nm/(n + m) beyond, as in scipy.stats.ks_2samp.
 * With ties it is conservative.
 */
export const ks: OrderedStatistic = {
  id: 'ks',
  definition: 'ks/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'sorted',
  compute({ supremum, pValue, nReference, nCurrent }) {
    return {
      value: supremum,
      effect: supremum,
      pValue,
      noise95: Math.min(1, LIMIT_95 * Math.sqrt(1 / nReference + 1 / nCurrent)),
      details: {},
    };
  },
};
