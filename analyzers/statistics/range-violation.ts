import { shareDifference } from './share-difference.ts';
import type { ShareStatistic } from './statistic.ts';

/**
 * rangeViolation is the share of the window's usable values below the minimum or above the maximum of the reference, minus
 * the share that is due: that of the reference's values outside the range of its others, 2 of n when both ends are
 * single. A constant reference has the range of one point.
 *
 * Only a rise is an effect; the p-value is that of Fisher's exact test, one-sided.
 */
export const rangeViolation: ShareStatistic = {
  id: 'range_violation',
  definition: 'range_violation/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'quality',
  needs: 'outside',
  compute: (pair) => shareDifference(pair, 'greater'),
};
