import {
  type Evaluation,
  type JudgedMeasurement,
  type SeriesKey,
  type SubjectKind,
  seriesId,
} from '../domain/index.ts';

/** EvaluationRow is a row of load_evaluations.sql: numbers that are not finite arrive as null. */
export interface EvaluationRow {
  readonly project: string;
  readonly model: string;
  readonly monitor: string;
  readonly version: string;
  readonly deployment: string;
  readonly segment: string;
  readonly window_start_ms: number;
  readonly window_end_ms: number;
  readonly subject: 'window' | SubjectKind;
  readonly feature: string;
  readonly statistic: string;
  readonly evaluation_id: string;
  readonly definition: string;
  readonly value: number | null;
  readonly effect: number | null;
  readonly p_value: number | null;
  readonly p_adjusted: number | null;
  readonly interval_low: number | null;
  readonly interval_high: number | null;
  readonly threshold: number | null;
  readonly status: Evaluation['status'];
  readonly severity: Evaluation['severity'];
  readonly rule: string;
  readonly summary: string;
  readonly n_reference: number;
  readonly n_current: number;
  readonly baseline_hash: string;
  readonly measurement_hash: string;
  readonly policy_hash: string;
  readonly engine: string;
  readonly exact: boolean;
  readonly error_bound: number | null;
  readonly took_ms: number;
  readonly details: string;
  readonly revision: number;
  readonly mode: Evaluation['mode'];
  readonly notify: boolean;
  readonly evaluated_at_ms: number;
}

/** encodeEvaluation gives the row of the window and one per measurement, for insert_evaluations.sql. */
export function encodeEvaluation(evaluation: Evaluation, writeOrder: number): readonly object[] {
  const shared = {
    project: evaluation.project,
    model: evaluation.model,
    monitor: evaluation.monitor,
    version: evaluation.version,
    deployment: evaluation.deployment,
    segment: evaluation.segment,
    window_start: evaluation.window.start,
    window_end: evaluation.window.end,
    evaluation_id: evaluation.evaluationId,
    baseline_hash: evaluation.baselineHash,
    measurement_hash: evaluation.measurementHash,
    policy_hash: evaluation.policyHash,
    revision: evaluation.revision,
    mode: evaluation.mode,
    notify: evaluation.notify,
    evaluated_at: evaluation.evaluatedAt,
    write_order: writeOrder,
  };
  const window = {
    ...shared,
    subject: 'window',
    status: evaluation.status,
    severity: evaluation.severity,
    summary: evaluation.summary,
    n_reference: evaluation.nReference,
    n_current: evaluation.nCurrent,
    took_ms: evaluation.tookMs,
    exact: true,
    details: '{}',
  };
  return [window, ...evaluation.results.map((result) => ({ ...shared, ...encodeMeasurement(result) }))];
}

function encodeMeasurement(result: JudgedMeasurement) {
  return {
    subject: result.subject.kind,
    feature: result.subject.name,
    statistic: result.statistic,
    definition: result.definition,
    value: result.value,
    effect: result.effect,
    p_value: result.pValue,
    p_adjusted: result.pAdjusted,
    interval_low: result.interval?.[0] ?? null,
    interval_high: result.interval?.[1] ?? null,
    threshold: result.threshold,
    status: result.status,
    severity: result.severity,
    rule: result.rule,
    n_reference: result.nReference,
    n_current: result.nCurrent,
    engine: result.engine,
    exact: result.exact,
    error_bound: result.errorBound,
    took_ms: result.tookMs,
    details: JSON.stringify(
      result.contributions ? { ...result.details, contributions: result.contributions } : result.details,
    ),
  };
}

/** evaluationKey tells evaluations apart, also those of different series that share an id. */
export function evaluationKey(row: SeriesKey & { readonly evaluation_id: string }): string {
  return `${row.evaluation_id} ${seriesId(row)}`;
}

/** decodeEvaluations groups rows by evaluation; rows without their window are left out. */
export function decodeEvaluations(rows: readonly EvaluationRow[]): ReadonlyMap<string, Evaluation> {
  const results = new Map<string, JudgedMeasurement[]>();
  for (const row of rows) {
    if (row.subject === 'window') continue;
    const key = evaluationKey(row);
    const list = results.get(key) ?? [];
    results.set(key, list);
    list.push(decodeMeasurement(row, row.subject));
  }
  const windows = rows.filter(({ subject }) => subject === 'window');
  return new Map(
    windows.map((row) => {
      const key = evaluationKey(row);
      return [key, decodeWindow(row, results.get(key) ?? [])];
    }),
  );
}

function decodeWindow(row: EvaluationRow, results: readonly JudgedMeasurement[]): Evaluation {
  return {
    project: row.project,
    model: row.model,
    monitor: row.monitor,
    version: row.version,
    deployment: row.deployment,
    segment: row.segment,
    evaluationId: row.evaluation_id,
    status: row.status,
    severity: row.severity,
    summary: row.summary,
    mode: row.mode,
    notify: row.notify,
    revision: row.revision,
    baselineHash: row.baseline_hash,
    measurementHash: row.measurement_hash,
    policyHash: row.policy_hash,
    nReference: row.n_reference,
    nCurrent: row.n_current,
    tookMs: row.took_ms,
    window: { start: row.window_start_ms, end: row.window_end_ms },
    evaluatedAt: row.evaluated_at_ms,
    results,
  };
}

function decodeMeasurement(row: EvaluationRow, kind: SubjectKind): JudgedMeasurement {
  const { contributions, ...details } = JSON.parse(row.details) as JudgedMeasurement['details'] & {
    readonly contributions?: JudgedMeasurement['contributions'];
  };
  const hasInterval = row.interval_low !== null && row.interval_high !== null;
  return {
    subject: { kind, name: row.feature },
    statistic: row.statistic as JudgedMeasurement['statistic'],
    definition: row.definition,
    value: row.value ?? Number.NaN,
    effect: row.effect ?? Number.NaN,
    pValue: row.p_value,
    interval: hasInterval ? [row.interval_low!, row.interval_high!] : null,
    nReference: row.n_reference,
    nCurrent: row.n_current,
    engine: row.engine as JudgedMeasurement['engine'],
    exact: row.exact,
    errorBound: row.error_bound,
    tookMs: row.took_ms,
    details,
    ...(contributions ? { contributions } : {}),
    status: row.status,
    severity: row.severity,
    pAdjusted: row.p_adjusted,
    threshold: row.threshold ?? Number.NaN,
    rule: row.rule,
  };
}
