import { shareDifference } from './share-difference.ts';
import type { ShareStatistic } from './statistic.ts';

/**
 * nullShare is the share of rows without a usable value (null, missing, NaN, infinite, or of the other kind) in the
 * window minus that in the reference; the effect is its absolute value, as nulls that end are a change too.
 *
 * The p-value is that of Fisher's exact test (scipy.stats.fisher_exact). No null on either side gives 0 and p = 1.
 */
export const nullShare: ShareStatistic = {
  id: 'null_share',
  definition: 'null_share/1',
  featureKinds: ['numeric', 'categorical'],
  largerMeansMoreDrift: true,
  about: 'quality',
  needs: 'unusable',
  compute: (pair) => shareDifference(pair, 'two-sided'),
};
