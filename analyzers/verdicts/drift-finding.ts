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

/** Times the 95 % point of the null law; at three, halves of 220 to 1,100 rows raised nothing in 400 runs. */
const FAR_BEYOND_CHANCE = 3;

/**
 * driftFinding judges one statistic: a finding needs the magnitude δ and a corrected p-value below α. It abstains when a
 * side is too small. Where chance alone would reach δ in one window of twenty, only a magnitude far beyond chance is a
 * finding; anything less is no verdict, because a small window cannot show that nothing drifted.
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
  const name = measurement.statistic === 'chi_square' ? "chi_square Cramér's V" : measurement.statistic;
  const magnitude = `${name} ${numberWords(measurement.effect)}`;
  const settle = (rule: string, severity: Finding['severity'] = 'none'): Finding => ({
    status: 'complete',
    severity,
    threshold: delta,
    rule,
  });
  const noise = Number(measurement.details.noise_95 ?? 0);
  const blind = noise > delta;
  const limit = blind ? FAR_BEYOND_CHANCE * noise : delta;
  const significant = pAdjusted === null ? !blind : pAdjusted < policy.alpha;
  if (blind && (measurement.effect < limit || !significant))
    return abstain(`chance alone reaches ${numberWords(noise)} at these sizes, above ${numberWords(delta)}`);
  if (measurement.effect < limit) return settle(`${magnitude} < ${numberWords(limit)}`);
  const reached = `${magnitude} ≥ ${numberWords(limit)}`;
  if (pAdjusted === null) return settle(reached, gradeOf(measurement.effect, threshold, policy));
  const p = `p ${probabilityWords(pAdjusted)}`;
  if (!significant) return settle(`${reached}, but ${p} ≥ ${policy.alpha}`);
  return settle(`${reached} and ${p} < ${policy.alpha}`, gradeOf(measurement.effect, threshold, policy));
}
