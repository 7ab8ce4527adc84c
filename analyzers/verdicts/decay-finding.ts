import type { Measurement } from '../../domain/index.ts';
import { Z_95, Z_99 } from '../statistics/normal-law.ts';
import { type Finding, gradeOf, tooFewRows } from './finding.ts';
import type { VerdictPolicy } from './policy.ts';
import { numberWords } from './words.ts';

/**
 * decayFinding judges one performance metric: a finding needs the magnitude δ and a 99 % interval of the decay that lies
 * above zero. It abstains when there are too few labelled rows, or when the noise of the decay exceeds δ and nothing
 * was shown, because "no decay" would be unfounded then.
 */
export function decayFinding(measurement: Measurement, policy: VerdictPolicy): Finding {
  const threshold = policy.thresholds[measurement.statistic];
  const { delta } = threshold;
  const few = tooFewRows(measurement, policy);
  if (few !== null) return { status: 'insufficient_data', severity: 'none', threshold: delta, rule: few };

  const [low, high] = measurement.interval ?? [measurement.effect, measurement.effect];
  const relative = measurement.details.relative === true;
  const amount = (value: number): string => (relative ? `${numberWords(100 * value)} %` : numberWords(value));
  const baseline = measurement.details.baseline;
  const change =
    `${measurement.statistic} ${numberWords(measurement.value)}` +
    (typeof baseline === 'number' ? ` against ${numberWords(baseline)}` : '');
  const interval = `99 % interval ${amount(low)} to ${amount(high)}`;
  const settle = (
    status: Finding['status'],
    rule: string,
    severity: Finding['severity'] = 'none',
  ): Finding => ({
    status,
    severity,
    threshold: delta,
    rule: `${change}: ${rule}`,
  });

  if (low > 0 && measurement.effect >= delta) {
    const rule = `worse by ${amount(measurement.effect)} ≥ ${amount(delta)}, ${interval}`;
    return settle('complete', rule, gradeOf(measurement.effect, threshold, policy));
  }
  const noise95 = ((high - low) / 2) * (Z_95 / Z_99);
  if (noise95 > delta)
    return settle('insufficient_data', `the ${interval} is too wide to rule ${amount(delta)} out`);
  if (measurement.effect < delta) {
    const direction = measurement.effect > 0 ? 'worse' : 'better';
    return settle('complete', `${direction} by ${amount(Math.abs(measurement.effect))} < ${amount(delta)}`);
  }
  return settle(
    'complete',
    `worse by ${amount(measurement.effect)} ≥ ${amount(delta)}, but the ${interval} holds 0`,
  );
}
