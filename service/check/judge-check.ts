import { decidingResults, judge } from '../../analyzers/index.ts';
import { type JudgedMeasurement, type Severity, subjectKey } from '../../domain/index.ts';
import type { CheckParts, Found } from './check-parts.ts';
import type { CheckedSubject, CheckResult, CheckVerdict } from './check-result.ts';

/** judgeCheck applies the policy to everything that was found, gravest subjects first. */
export function judgeCheck(
  found: readonly (Found & Pick<CheckedSubject, 'kind'>)[],
  { reference, current, options }: Pick<CheckParts, 'reference' | 'current' | 'options'>,
  notes: readonly string[],
): CheckResult {
  const verdict = judge(
    found.map(({ measured }) => measured),
    options.policy,
  );
  const judged = new Map<string, JudgedMeasurement[]>();
  for (const result of verdict.results) {
    const key = subjectKey(result.subject);
    const own = judged.get(key);
    if (own) own.push(result);
    else judged.set(key, [result]);
  }
  const subjects = found.map(({ measured, histogram, kind }): CheckedSubject => {
    const results = judged.get(subjectKey(measured.subject)) ?? [];
    const deciding = decidingResults(results, options.policy.decidedBy);
    const gravest = [...deciding].sort((a, b) => rank(b.severity) - rank(a.severity))[0] ?? null;
    const severity = gravest?.severity ?? 'none';
    return {
      subject: measured.subject,
      kind,
      severity,
      deciding: gravest,
      results,
      unmeasured: measured.unmeasured,
      histogram: severity === 'none' ? null : histogram,
    };
  });
  return {
    verdict: verdictOf(verdict.severity, verdict.status),
    summary: verdict.summary,
    reference: { source: reference.name, rows: reference.rows },
    current: { source: current.name, rows: current.rows },
    subjects: subjects.sort(byGravity),
    notes,
  };
}

function verdictOf(severity: Severity, status: string): CheckVerdict {
  if (severity !== 'none') return 'drift';
  if (status === 'complete') return 'no_drift';
  return status === 'insufficient_data' ? 'insufficient_data' : 'failed';
}

function rank(severity: Severity): number {
  return ['none', 'warning', 'critical'].indexOf(severity);
}

function excess({ deciding }: CheckedSubject): number {
  return deciding === null ? -1 : deciding.effect / deciding.threshold;
}

function byGravity(a: CheckedSubject, b: CheckedSubject): number {
  return rank(b.severity) - rank(a.severity) || excess(b) - excess(a);
}
