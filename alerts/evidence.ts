import type { Evidence, JudgedMeasurement, Subject } from '../domain/index.ts';
import { severityRank } from './lifecycle.ts';

/** MAX_EVIDENCE bounds the findings that a transition keeps and a message shows. */
export const MAX_EVIDENCE = 5;

function excess(result: JudgedMeasurement): number {
  const limit = Math.abs(result.threshold);
  return limit > 0 ? Math.abs(result.effect) / limit : Math.abs(result.effect);
}

/** worstFindings picks the judged measurements that raised the severity, worst first. */
export function worstFindings(results: readonly JudgedMeasurement[], limit = MAX_EVIDENCE): Evidence[] {
  return results
    .filter((result) => result.severity !== 'none')
    .sort(
      (a, b) =>
        severityRank(b.severity) - severityRank(a.severity) ||
        excess(b) - excess(a) ||
        (a.subject.name < b.subject.name ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ subject, statistic, value, effect, pAdjusted, threshold, severity, rule, interval }) => ({
      subject,
      statistic,
      value,
      effect,
      pAdjusted,
      threshold,
      severity,
      rule,
      interval,
    }));
}

/** featuresOf names the features in the findings, in their order, each once. */
export function featuresOf(findings: readonly Evidence[], limit = 10): string[] {
  const names = findings
    .filter(({ subject }) => subject.kind === 'feature')
    .map(({ subject }) => subject.name);
  return [...new Set(names)].slice(0, limit);
}

/** subjectWords names a subject for people. */
export function subjectWords(subject: Subject): string {
  return {
    feature: subject.name,
    prediction: 'the prediction',
    score: 'the score',
    features: 'the features together',
    embedding: `the embedding ${subject.name}`,
  }[subject.kind];
}
