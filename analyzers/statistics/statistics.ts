import type { StatisticId } from '../../domain/index.ts';
import { chiSquare } from './chi-square.ts';
import { jensenShannon } from './jensen-shannon.ts';
import { ks } from './ks.ts';
import { psi } from './psi.ts';
import type { Statistic } from './statistic.ts';
import { wasserstein } from './wasserstein.ts';

/** STATISTICS holds every statistic by its id; a new one is a file beside these and a line here. */
export const STATISTICS: Readonly<Record<StatisticId, Statistic>> = Object.freeze({
  psi,
  ks,
  chi_square: chiSquare,
  wasserstein,
  jensen_shannon: jensenShannon,
});
