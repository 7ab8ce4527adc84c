import type {
  AlertSnapshot,
  Evaluation,
  JudgedMeasurement,
  SeriesKey,
  Severity,
} from '../../domain/index.ts';

/** DAY is the length of the windows that the builders make. */
export const DAY = 86_400_000;

/** START is the beginning of window 0. */
export const START = Date.UTC(2026, 0, 5);

/** series is a series of model "delays" with the given changes. */
export function series(changes: Partial<SeriesKey> = {}): SeriesKey {
  return {
    project: 'default',
    model: 'delays',
    monitor: 'inputs',
    version: 'v1',
    deployment: 'live',
    segment: '',
    ...changes,
  };
}

/** finding is a judged measurement of one feature above its limit. */
export function finding(changes: Partial<JudgedMeasurement> = {}): JudgedMeasurement {
  const { value = 0.31, severity = 'warning' } = changes;
  return {
    subject: { kind: 'feature', name: 'origin_delay' },
    statistic: 'psi',
    definition: 'psi/1',
    value,
    effect: value,
    pValue: 0.0001,
    pAdjusted: 0.0004,
    interval: null,
    nReference: 5000,
    nCurrent: 900,
    engine: 'cpu',
    exact: true,
    errorBound: null,
    tookMs: 1,
    details: {},
    status: 'complete',
    severity,
    threshold: 0.1,
    rule: `psi ${value} ≥ 0.1 and p 0.0004 < 0.01`,
    ...changes,
  };
}

/** evaluation judges day `index` of a series; severity none is a good window. */
export function evaluation(
  index: number,
  severity: Severity,
  changes: Partial<Evaluation> & { readonly key?: SeriesKey } = {},
): Evaluation {
  const { key = series(), ...rest } = changes;
  const window = { start: START + index * DAY, end: START + (index + 1) * DAY };
  return {
    ...key,
    evaluationId: `${key.model}/${key.monitor}/${key.version}/${index}${rest.policyHash ?? ''}`,
    window,
    status: 'complete',
    severity,
    summary: severity === 'none' ? 'Nothing drifts.' : `origin_delay drifts on day ${index}.`,
    mode: 'live',
    notify: false,
    revision: 0,
    baselineHash: 'b',
    measurementHash: 'm',
    policyHash: 'p',
    nReference: 5000,
    nCurrent: 900,
    tookMs: 1,
    evaluatedAt: window.end + 60_000,
    results: severity === 'none' ? [] : [finding({ severity })],
    ...rest,
  };
}

/** alert is a snapshot after day -1 with the given changes. */
export function alert(changes: Partial<AlertSnapshot> = {}): AlertSnapshot {
  return {
    ...series(),
    state: 'inactive',
    streak: 0,
    severity: 'none',
    since: null,
    lastWindowEnd: START,
    lastEvaluationId: 'before',
    incidentId: '',
    ...changes,
  };
}
