import type { Evidence, JudgedMeasurement } from '../domain/index.ts';
import { severityRank } from './lifecycle.ts';

/** MAX_EVIDENCE bounds the findings that a transition keeps and a message shows. */
export const MAX_EVIDENCE = 5;

/** MAX_CONTRIBUTIONS bounds the features that a finding of whole rows names. */
const MAX_CONTRIBUTIONS = 3;

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
    .map(
      ({
        subject,
        statistic,
        value,
        effect,
        pAdjusted,
        threshold,
        severity,
        rule,
        interval,
        contributions,
      }) => ({
        subject,
        statistic,
        value,
        effect,
        pAdjusted,
        threshold,
        severity,
        rule,
        interval,
        ...(contributions?.length ? { contributions: contributions.slice(0, MAX_CONTRIBUTIONS) } : {}),
      }),
    );
}

/** featuresOf names the features in the findings, and those that findings of whole rows come from, in their order, each once. */
export function featuresOf(findings: readonly Evidence[], limit = 10): string[] {
  const names = findings.flatMap(({ subject, contributions = [] }) => {
    if (subject.kind === 'features') return contributions.map(({ name }) => name);
    return subject.kind === 'feature' ? [subject.name] : [];
  });
  return [...new Set(names)].slice(0, limit);
}

/** mostlyWords names the features that a finding of whole rows comes from; empty for other findings. */
export function mostlyWords({ contributions = [] }: Evidence): string {
  return contributions.length === 0 ? '' : `, mostly ${contributions.map(({ name }) => name).join(', ')}`;
}
