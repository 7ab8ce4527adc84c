import type { JudgedMeasurement, Measurement } from '../../domain/index.ts';
import { STATISTICS } from '../statistics/statistics.ts';
import type { VerdictPolicy } from './policy.ts';

const PRIORITY: readonly JudgedMeasurement['statistic'][] = [
  'psi',
  'jensen_shannon',
  'ks',
  'wasserstein',
  'chi_square',
];

/** isDrift tells a statistic's result from a performance metric's. */
export function isDrift({ statistic }: Pick<Measurement, 'statistic'>): boolean {
  return Object.hasOwn(STATISTICS, statistic);
}

/**
 * decidingResults picks the results of one subject that decide for it (decision 0003). Of the statistics the first of
 * psi, jensen_shannon, ks, wasserstein, chi_square that was measured decides; for a numeric feature with few distinct
 * values chi_square comes first, because decile bins may hold all of them in one bin. Every performance metric decides.
 */
export function decidingResults(
  results: readonly JudgedMeasurement[],
  decidedBy: VerdictPolicy['decidedBy'],
): readonly JudgedMeasurement[] {
  const statistics = results.filter(isDrift);
  if (decidedBy === 'any' || statistics.length === 0) return results;
  const discrete = statistics.find(
    ({ statistic, details }) => statistic === 'chi_square' && details.values === 'discrete',
  );
  const rank = (result: JudgedMeasurement): number => PRIORITY.indexOf(result.statistic);
  const first = discrete ?? statistics.reduce((best, item) => (rank(item) < rank(best) ? item : best));
  return results.filter((result) => result === first || !isDrift(result));
}
