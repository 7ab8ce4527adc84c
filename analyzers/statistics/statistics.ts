import type { StatisticId } from '../../domain/index.ts';
import { andersonDarling } from './anderson-darling.ts';
import { chiSquare } from './chi-square.ts';
import { cramerVonMises } from './cramer-von-mises.ts';
import { energy } from './energy.ts';
import { hellinger } from './hellinger.ts';
import { jensenShannon } from './jensen-shannon.ts';
import { ks } from './ks.ts';
import { lInfinity } from './l-infinity.ts';
import { meanShift } from './mean-shift.ts';
import { nullShare } from './null-share.ts';
import { psi } from './psi.ts';
import { rangeViolation } from './range-violation.ts';
import type { Statistic } from './statistic.ts';
import { totalVariation } from './total-variation.ts';
import { unseenShare } from './unseen-share.ts';
import { varianceRatio } from './variance-ratio.ts';
import { wasserstein } from './wasserstein.ts';

/** STATISTICS holds every statistic by its id; a new one is a file beside these, an id in domain/ and a line here. */
export const STATISTICS: Readonly<Record<StatisticId, Statistic>> = Object.freeze({
  psi,
  ks,
  chi_square: chiSquare,
  wasserstein,
  jensen_shannon: jensenShannon,
  hellinger,
  cramer_von_mises: cramerVonMises,
  anderson_darling: andersonDarling,
  energy,
  total_variation: totalVariation,
  l_infinity: lInfinity,
  mean_shift: meanShift,
  variance_ratio: varianceRatio,
  null_share: nullShare,
  unseen_share: unseenShare,
  range_violation: rangeViolation,
});
