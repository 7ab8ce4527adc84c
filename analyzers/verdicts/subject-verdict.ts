import type { JudgedMeasurement, Severity, Subject } from '../../domain/index.ts';
import type { Unmeasured } from '../statistics/measured.ts';
import { decidingResults } from './deciding-results.ts';
import { milder, worse } from './finding.ts';
import type { VerdictPolicy } from './policy.ts';

/** SubjectVerdict is what was concluded of one subject. */
export interface SubjectVerdict {
  readonly subject: Subject;
  readonly status: 'complete' | 'insufficient_data' | 'failed';
  readonly severity: Severity;
  /** The deciding results that were judged, or that abstained when none was. */
  readonly deciding: readonly JudgedMeasurement[];
  readonly unmeasured: readonly Unmeasured[];
}

/** supporting caps a result that does not decide at the severity of its subject, and says who decides. */
function supporting(
  result: JudgedMeasurement,
  deciding: readonly JudgedMeasurement[],
  severity: Severity,
): JudgedMeasurement {
  if (deciding.includes(result)) return result;
  const names = deciding.map(({ statistic }) => statistic).join(', ');
  return {
    ...result,
    severity: milder(result.severity, severity),
    rule: `${result.rule} (${names} decides)`,
  };
}

/** judgeSubject lets the deciding results of one subject speak for it. */
export function judgeSubject(
  subject: Subject,
  judged: readonly JudgedMeasurement[],
  unmeasured: readonly Unmeasured[],
  policy: VerdictPolicy,
): { verdict: SubjectVerdict; results: JudgedMeasurement[] } {
  const candidates = decidingResults(judged, policy.decidedBy);
  const complete = candidates.filter(({ status }) => status === 'complete');
  const severity = complete.reduce<Severity>((gravest, result) => worse(gravest, result.severity), 'none');
  const failed = unmeasured.some(({ reason }) => reason === 'failed');
  const status = complete.length > 0 ? 'complete' : failed ? 'failed' : 'insufficient_data';
  const deciding = complete.length > 0 ? complete : candidates;
  return {
    verdict: { subject, status, severity, deciding, unmeasured },
    results: judged.map((result) => supporting(result, candidates, severity)),
  };
}
