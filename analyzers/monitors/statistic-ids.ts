import { METRICS } from '../performance/metrics.ts';
import { STATISTICS } from '../statistics/statistics.ts';

/** STATISTIC_IDS names everything that an evaluation may measure: statistics first, then performance metrics. */
export const STATISTIC_IDS: readonly string[] = Object.freeze([
  ...Object.keys(STATISTICS),
  ...Object.keys(METRICS),
]);
