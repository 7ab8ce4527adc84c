import type { Measurement } from '../../domain/index.ts';
import { type Finding, gradeOf, tooFewRows } from './finding.ts';
import type { Threshold, VerdictPolicy } from './policy.ts';
import { numberWords, probabilityWords } from './words.ts';

/**
 * driftThreshold is the policy's threshold for these sides. Cramér's V of one and the same change of shares shrinks by
 * 2√(nm)/(n + m) when the sides differ in size (a thousand rows against half a million: to a tenth), so the thresholds of
 * chi_square, given for equal sides, shrink along.
 */
function driftThreshold({ statistic, nReference, nCurrent }: Measurement, policy: VerdictPolicy): Threshold {
  const threshold = policy.thresholds[statistic];
  if (statistic !== 'chi_square') return threshold;
  const balance = (2 * Math.sqrt(nReference * nCurrent)) / (nReference + nCurrent);
  return { delta: threshold.delta * balance, critical: threshold.critical * balance };
}

/**
 * driftFinding judges one statistic: a finding needs the magnitude δ and a corrected p-value below α. It abstains when a
 * side is too small, or when chance alone would reach δ in one window of twenty.
 */
export function driftFinding(
  measurement: Measurement,
  pAdjusted: number | null,
  policy: VerdictPolicy,
): Finding {
  const threshold = driftThreshold(measurement, policy);
  const { delta } = threshold;
  const abstain = (rule: string): Finding => ({
    status: 'insufficient_data',
    severity: 'none',
    threshold: delta,
    rule,
  });
  const few = tooFewRows(measurement, policy);
  if (few !== null) return abstain(few);
  const noise = measurement.details.noise_95;
  if (typeof noise === 'number' && noise > delta)
    return abstain(`chance alone reaches ${numberWords(noise)} at these sizes, above ${numberWords(delta)}`);

  const name = measurement.statistic === 'chi_square' ? "chi_square Cramér's V" : measurement.statistic;
  const magnitude = `${name} ${numberWords(measurement.effect)}`;
  const settle = (rule: string, severity: Finding['severity'] = 'none'): Finding => ({
    status: 'complete',
    severity,
    threshold: delta,
    rule,
  });
  if (measurement.effect < delta) return settle(`${magnitude} < ${numberWords(delta)}`);
  const reached = `${magnitude} ≥ ${numberWords(delta)}`;
  if (pAdjusted === null) return settle(reached, gradeOf(measurement.effect, threshold, policy));
  const p = `p ${probabilityWords(pAdjusted)}`;
  if (pAdjusted >= policy.alpha) return settle(`${reached}, but ${p} ≥ ${policy.alpha}`);
  return settle(`${reached} and ${p} < ${policy.alpha}`, gradeOf(measurement.effect, threshold, policy));
}
