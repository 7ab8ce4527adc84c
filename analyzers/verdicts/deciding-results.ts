import {
  type JudgedMeasurement,
  type Measurement,
  MULTIVARIATE_STATISTIC_IDS,
  STATISTIC_IDS,
} from '../../domain/index.ts';
import { MULTIVARIATE_STATISTICS } from '../multivariate/statistics.ts';
import { STATISTICS } from '../statistics/statistics.ts';
import type { VerdictPolicy } from './policy.ts';

const PRIORITY: readonly JudgedMeasurement['statistic'][] = [...STATISTIC_IDS, ...MULTIVARIATE_STATISTIC_IDS];

/** isDrift tells a statistic's result from a performance metric's. */
export function isDrift({ statistic }: Pick<Measurement, 'statistic'>): boolean {
  return Object.hasOwn(STATISTICS, statistic) || Object.hasOwn(MULTIVARIATE_STATISTICS, statistic);
}

const QUALITY: ReadonlySet<string> = new Set(
  Object.values(STATISTICS)
    .filter(({ about }) => about === 'quality')
    .map(({ id }) => id),
);

/** isDistance tells a statistic that compares distributions, of which one decides for the others. */
export function isDistance(result: Pick<Measurement, 'statistic'>): boolean {
  return isDrift(result) && !QUALITY.has(result.statistic);
}

/**
 * decidingResults picks the results of one subject that decide for it (decision 0003). Of the statistics that compare
 * distributions the first in the order of STATISTIC_IDS, or of MULTIVARIATE_STATISTIC_IDS, that was measured decides; for a numeric feature with few distinct
 * values chi_square comes first, because decile bins may hold all of them in one bin. Every quality statistic decides,
 * and so does every performance metric.
 */
export function decidingResults(
  results: readonly JudgedMeasurement[],
  decidedBy: VerdictPolicy['decidedBy'],
): readonly JudgedMeasurement[] {
  const distances = results.filter(isDistance);
  if (decidedBy === 'any' || distances.length === 0) return results;
  const discrete = distances.find(
    ({ statistic, details }) => statistic === 'chi_square' && details.values === 'discrete',
  );
  const rank = (result: JudgedMeasurement): number => PRIORITY.indexOf(result.statistic);
  const first = discrete ?? distances.reduce((best, item) => (rank(item) < rank(best) ? item : best));
  return results.filter((result) => result === first || !distances.includes(result));
}
