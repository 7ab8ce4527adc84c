import { shareDifference } from './share-difference.ts';
import type { ShareStatistic } from './statistic.ts';

/**
 * unseenShare is the share of the window's usable rows whose category the reference does not have, minus the share that
 * is due: that of the reference's rows whose category no other row of it has, which estimates the share of what has never
 * been seen (Good 1953). A column of identifiers, unseen through and through, is therefore no violation.
 *
 * Only a rise is an effect; the p-value is that of Fisher's exact test, one-sided.
 */
export const unseenShare: ShareStatistic = {
  id: 'unseen_share',
  definition: 'unseen_share/1',
  featureKinds: ['categorical'],
  largerMeansMoreDrift: true,
  about: 'quality',
  needs: 'unseen',
  compute: (pair) => shareDifference(pair, 'greater'),
};
