import type { Judged, Severity } from '../../api/types.ts';
import { inPlace, statisticName } from '../../format/words.ts';
import { decisionOf, type FeatureWindow, isJudged } from './feature-windows.ts';

/** severityWord is a severity as an adjective of a verdict. */
export function severityWord(severity: Severity): string {
  return severity === 'none' ? 'no drift' : severity;
}

/** nameOf is what a window's measurements are of. */
export function nameOf(subject: Judged['subject'], feature: string): string {
  if (subject === 'feature') return inPlace(feature);
  if (subject === 'features') return 'All features together';
  const name =
    subject === 'score' ? 'The score' : subject === 'prediction' ? 'The prediction' : 'The embedding';
  return feature === '' ? name : `${name} ${inPlace(feature)}`;
}

/** verdictSentence says what was found and by which rule. */
export function verdictSentence(window: FeatureWindow): string {
  const name = nameOf(window.subject, window.feature);
  const decision = decisionOf(window);
  const because = decision && decision.rule !== '' ? `: ${ruleText(decision)}.` : '.';
  if (!isJudged(window)) return `${name} could not be judged${because}`;
  return window.severity === 'none' ? `${name} did not drift${because}` : `${name} drifted${because}`;
}

/** ruleText is the rule that a statistic met or missed, with the statistic's name as people write it. */
export function ruleText({ statistic, rule }: Pick<Judged, 'statistic' | 'rule'>): string {
  return rule.startsWith(`${statistic} `)
    ? `${statisticName(statistic)}${rule.slice(statistic.length)}`
    : rule;
}
