import type { EvaluationStatus } from '../../../domain/index.ts';
import type { CheckedSubject, CheckResult } from '../check-result.ts';

/** A statistic that does not fit the column lacks no data. */
const STATUS: Readonly<Record<string, EvaluationStatus>> = { failed: 'failed', not_applicable: 'skipped' };

function resultRows({ subject, kind, results, unmeasured }: CheckedSubject): object[] {
  const named = { feature: subject.name, subject: subject.kind, kind };
  return [
    ...results.map((result) => ({
      ...named,
      statistic: result.statistic,
      definition: result.definition,
      value: result.value,
      effect: result.effect,
      interval: result.interval,
      p_value: result.pValue,
      p_adjusted: result.pAdjusted,
      threshold: result.threshold,
      status: result.status,
      severity: result.severity,
      rule: result.rule,
      n_reference: result.nReference,
      n_current: result.nCurrent,
      engine: result.engine,
      exact: result.exact,
      error_bound: result.errorBound,
      details: result.details,
      ...(result.contributions && { contributions: result.contributions }),
    })),
    ...unmeasured.map(({ statistic, reason, error }) => ({
      ...named,
      statistic,
      status: STATUS[reason] ?? 'insufficient_data',
      severity: 'none',
      reason,
      ...(error === null ? {} : { error: error.message }),
    })),
  ];
}

/** jsonReport is a check for programs: one object, with one entry of results per column and statistic. */
export function jsonReport(result: CheckResult): string {
  const { verdict, summary, reference, current, subjects, notes } = result;
  const report = { verdict, summary, reference, current, results: subjects.flatMap(resultRows), notes };
  return `${JSON.stringify(report, null, 2)}\n`;
}
