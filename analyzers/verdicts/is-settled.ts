import type { Measurement } from '../../domain/index.ts';
import type { VerdictPolicy } from './policy.ts';

/**
 * isSettled says that a measurement that is known within an interval is judged as its exact value would be: no threshold
 * lies inside the interval, nor does the level of the p-value where the magnitude could be a finding. Where chance alone
 * reaches the threshold the judge uses other limits, so such a small window is never settled by an interval.
 */
export function isSettled(measurement: Measurement, policy: VerdictPolicy): boolean {
  const { interval, statistic, pValue, details } = measurement;
  // Other intervals tell of chance; one that comes with the p-value at its upper end is where the value lies.
  if (interval === null || details.p_low === undefined) return true;
  const [low, high] = interval;
  const { delta, critical } = policy.thresholds[statistic];
  if (Number(details.noise_95 ?? 0) > delta) return false;
  const inside = (limit: number, from: number, to: number) => from < limit && limit <= to;
  if (inside(delta, low, high) || inside(critical, low, high)) return false;
  return high < delta || pValue === null || !inside(policy.alpha, Number(details.p_low), pValue);
}
