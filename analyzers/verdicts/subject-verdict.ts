import type { JudgedMeasurement, Severity, Subject } from '../../domain/index.ts';
import type { Unmeasured } from '../statistics/measured.ts';
import { decidingResults, isDistance } from './deciding-results.ts';
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

function gravest(results: readonly JudgedMeasurement[]): Severity {
  return results
    .filter(({ status }) => status === 'complete')
    .reduce<Severity>((worst, { severity }) => worse(worst, severity), 'none');
}

/** supporting caps a result that does not decide at the severity of the distances that do, and says which they are. */
function supporting(result: JudgedMeasurement, deciding: readonly JudgedMeasurement[]): JudgedMeasurement {
  if (deciding.includes(result)) return result;
  const distances = deciding.filter(isDistance);
  const names = distances.map(({ statistic }) => statistic).join(', ');
  return {
    ...result,
    severity: milder(result.severity, gravest(distances)),
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
  const severity = gravest(candidates);
  const failed = unmeasured.some(({ reason }) => reason === 'failed');
  const status = complete.length > 0 ? 'complete' : failed ? 'failed' : 'insufficient_data';
  const deciding = complete.length > 0 ? complete : candidates;
  return {
    verdict: { subject, status, severity, deciding, unmeasured },
    results: judged.map((result) => supporting(result, candidates)),
  };
}
