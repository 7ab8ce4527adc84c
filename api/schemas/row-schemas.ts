import { Type } from 'typebox';

const text = Type.String();
const time = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
const number = Type.Number();
const maybe = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const words = Type.Array(text);
/** Rows gain columns over time, so readers ignore what they do not know. */
const row = <T extends Type.TProperties>(title: string, properties: T) =>
  Type.Object(properties, { title, additionalProperties: true });

const series = {
  model: text,
  monitor: text,
  version: text,
  deployment: text,
  segment: text,
  window_start: time,
  window_end: time,
};

const judged = {
  subject: Type.Enum(['feature', 'prediction', 'score', 'features', 'embedding'], {
    description: 'What the values describe',
  }),
  feature: text,
  statistic: text,
  definition: text,
  value: maybe(number),
  effect: maybe(number),
  p_value: maybe(number),
  p_adjusted: maybe(number),
  interval_low: maybe(number),
  interval_high: maybe(number),
  threshold: maybe(number),
  status: text,
  severity: text,
  rule: text,
  n_reference: number,
  n_current: number,
  engine: text,
  exact: Type.Boolean(),
  error_bound: maybe(number),
};

const evaluation = {
  evaluation_id: text,
  ...series,
  status: text,
  severity: text,
  summary: text,
  n_reference: number,
  n_current: number,
  baseline_hash: text,
  measurement_hash: text,
  policy_hash: text,
  revision: number,
  mode: Type.Enum(['live', 'backfill']),
  took_ms: number,
  evaluated_at: time,
};

const incident = {
  incident_id: text,
  model: text,
  version: text,
  state: Type.Enum(['open', 'resolved']),
  severity: text,
  firing: words,
  summary: text,
  evidence: Type.Unknown(),
  since: time,
  opened_at: time,
};

/** ROW_SCHEMAS describe the rows of the read routes. */
export const ROW_SCHEMAS = {
  model: row('Model', { model: text, versions: words, registered_at: time, features: number }),
  version: row('ModelVersion', {
    model: text,
    version: text,
    registered_at: time,
    source: Type.Enum(['seen', 'declared', 'retrained']),
    retraining_run_id: text,
    baseline_definition: Type.Unknown(),
  }),
  feature: row('Feature', {
    model: text,
    feature: text,
    kind: Type.Enum(['numeric', 'categorical']),
    kind_source: Type.Enum(['declared', 'learnt']),
    first_seen: time,
    last_seen: time,
  }),
  baseline: row('Baseline', {
    model: text,
    version: text,
    baseline_hash: text,
    origin: Type.Unknown(),
    row_count: number,
    metrics: Type.Unknown(),
    created_at: time,
  }),
  monitor: row('Monitor', {
    name: text,
    model: text,
    kind: text,
    deployment: text,
    source: text,
    window: text,
    statistics: words,
    metrics: words,
    policy: text,
    for: number,
    silent: Type.Boolean(),
    evaluated_until: maybe(time),
    next_window: maybe(time),
    caught_up: Type.Boolean({ description: 'No window is due' }),
    alerts_caught_up: Type.Boolean({ description: 'Alerts have seen every stored evaluation' }),
    last_seen: maybe(time),
    last_error: maybe(text),
    series: Type.Array(
      row('MonitorSeries', {
        version: text,
        segment: text,
        active: Type.Boolean(),
        evaluated_until: maybe(time),
        pending_windows: number,
        baseline: Type.Unknown(),
        last: Type.Unknown(),
      }),
    ),
  }),
  evaluation: row('Evaluation', evaluation),
  evaluationWithResults: row('EvaluationWithResults', {
    ...evaluation,
    results: Type.Array(row('JudgedMeasurement', judged)),
  }),
  measurement: row('Measurement', { evaluation_id: text, ...series, ...judged, evaluated_at: time }),
  incident: row('Incident', {
    ...incident,
    changed_at: time,
    backfilled: Type.Boolean(),
    transitions: number,
  }),
  incidentWithTransitions: row('IncidentWithTransitions', {
    ...incident,
    transitions: Type.Array(row('IncidentTransition', { transition_id: text, kind: text, at: time })),
  }),
  notification: row('Notification', {
    notification_id: text,
    incident_id: text,
    transition_id: text,
    notifier: text,
    kind: text,
    state: Type.Enum(['pending', 'delivered', 'failed', 'suppressed']),
    attempts: number,
    next_attempt_at: time,
    last_error: text,
    created_at: time,
    updated_at: time,
  }),
  retrainingRun: row('RetrainingRun', {
    run_id: text,
    incident_id: text,
    notifier: text,
    model: text,
    from_version: text,
    to_version: text,
    state: Type.Enum(['requested', 'started', 'succeeded', 'failed', 'suppressed']),
    reason: text,
    window_start: time,
    window_end: time,
    worst_features: words,
    decided_at: time,
    requested_at: time,
    updated_at: time,
  }),
  quarantined: row('QuarantinedRecord', {
    quarantine_id: text,
    received_at: time,
    kind: text,
    source: text,
    line: number,
    model: text,
    code: text,
    path: text,
    reason: text,
    raw: text,
    raw_bytes: number,
    topic: text,
    log_partition: number,
    log_offset: number,
    replayed_at: maybe(time),
  }),
} as const;
