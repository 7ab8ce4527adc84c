import type { EvaluationStatus, JudgedMeasurement, Measurement, Severity } from '../../domain/index.ts';
import type { Measured } from '../statistics/measured.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { decayFinding } from './decay-finding.ts';
import { isDrift } from './deciding-results.ts';
import { driftFinding } from './drift-finding.ts';
import { worse } from './finding.ts';
import type { VerdictPolicy } from './policy.ts';
import { judgeSubject, type SubjectVerdict } from './subject-verdict.ts';
import { summaryOf } from './summary.ts';

/** Verdict is what a policy makes of the measurements of one run. */
export interface Verdict {
  readonly results: readonly JudgedMeasurement[];
  readonly status: EvaluationStatus;
  /** The gravest severity of the results. */
  readonly severity: Severity;
  readonly summary: string;
}

/** evidence is the p-value that counts: the larger one where rare bins gave a second (see pooledEvidence). */
function evidence(measurement: Measurement): number | null {
  if (!isDrift(measurement) || measurement.pValue === null) return null;
  const pooled = measurement.details.p_pooled;
  return typeof pooled === 'number' ? Math.max(measurement.pValue, pooled) : measurement.pValue;
}

function judgeOne(
  measurement: Measurement,
  pAdjusted: number | null,
  policy: VerdictPolicy,
): JudgedMeasurement {
  const finding = isDrift(measurement)
    ? driftFinding(measurement, pAdjusted, policy)
    : decayFinding(measurement, policy);
  return { ...measurement, ...finding, pAdjusted };
}

/** runStatus is complete when every subject could be judged or had too little data, partial when some failed. */
function runStatus(verdicts: readonly SubjectVerdict[]): EvaluationStatus {
  const failed = verdicts.some(({ status }) => status === 'failed');
  if (verdicts.some(({ status }) => status === 'complete')) return failed ? 'partial' : 'complete';
  return failed ? 'failed' : 'insufficient_data';
}

/**
 * judge applies a policy to the measurements of one run: corrects the p-values over the whole run by Benjamini-Hochberg,
 * judges each measurement, lets each subject be decided, and rolls the subjects up. It reads nothing but its arguments,
 * so stored measurements can be judged again under another policy.
 */
export function judge(measured: readonly Measured[], policy: VerdictPolicy): Verdict {
  const pAdjusted = benjaminiHochberg(measured.flatMap(({ measurements }) => measurements.map(evidence)));
  const verdicts: SubjectVerdict[] = [];
  const results: JudgedMeasurement[] = [];
  let next = 0;
  for (const { subject, measurements, unmeasured } of measured) {
    const judged = measurements.map((item) => judgeOne(item, pAdjusted[next++] ?? null, policy));
    const outcome = judgeSubject(subject, judged, unmeasured, policy);
    verdicts.push(outcome.verdict);
    results.push(...outcome.results);
  }
  const severity = verdicts.reduce<Severity>((gravest, verdict) => worse(gravest, verdict.severity), 'none');
  return { results, status: runStatus(verdicts), severity, summary: summaryOf(verdicts) };
}
