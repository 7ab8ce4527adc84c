import type { Row } from '../api/ports.ts';

/** jsonFields parses the columns that hold JSON text; empty text becomes null. */
export function jsonFields(row: Row, names: readonly string[]): Row {
  const parsed = names.map(
    (name) => [name, row[name] === '' ? null : JSON.parse(String(row[name]))] as const,
  );
  return { ...row, ...Object.fromEntries(parsed) };
}

/** measurementOf shapes a judged measurement: its interval as one field, its details as an object. */
export function measurementOf({ interval_low, interval_high, ...row }: Row): Row {
  const interval = interval_low === null || interval_high === null ? null : [interval_low, interval_high];
  return { ...jsonFields(row, ['details']), interval };
}

/** evaluationOf joins the rows of get_evaluation.sql into one object; null without the row of the window. */
export function evaluationOf(rows: readonly Row[]): Row | null {
  const window = rows.find(({ subject }) => subject === 'window');
  if (!window) return null;
  return {
    ...pick(window, WINDOW_FIELDS),
    measurements: rows
      .filter((row) => row !== window)
      .map((row) => pick(measurementOf(row), MEASUREMENT_FIELDS)),
  };
}

/** incidentOf gives the columns of list_incidents.sql the names of the wire. */
export function incidentOf(row: Row): Row {
  return jsonFields(
    {
      incident_id: row.incident_id,
      model: row.incident_model,
      version: row.newest_version,
      state: row.newest_state,
      severity: row.newest_severity,
      summary: row.newest_summary,
      opened_summary: row.opened_summary,
      firing: row.firing_monitors,
      since: row.first_since,
      opened_at: row.opened_at,
      updated_at: row.updated_at,
      resolved_at: row.resolved_at,
      opened_by_evaluation: row.opened_by_evaluation,
      evidence: row.newest_evidence,
      backfilled: row.only_backfilled,
      transitions: row.transitions,
    },
    ['evidence'],
  );
}

const WINDOW_FIELDS = [
  'evaluation_id',
  'model',
  'monitor',
  'version',
  'deployment',
  'segment',
  'window_start',
  'window_end',
  'status',
  'severity',
  'summary',
  'mode',
  'notify',
  'revision',
  'n_reference',
  'n_current',
  'baseline_hash',
  'measurement_hash',
  'policy_hash',
  'took_ms',
  'evaluated_at',
];

const MEASUREMENT_FIELDS = [
  'subject',
  'feature',
  'statistic',
  'definition',
  'value',
  'effect',
  'p_value',
  'p_adjusted',
  'interval',
  'threshold',
  'status',
  'severity',
  'rule',
  'n_reference',
  'n_current',
  'engine',
  'exact',
  'error_bound',
  'took_ms',
  'details',
];

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}
