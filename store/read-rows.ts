import type { Row } from '../api/ports.ts';

/** withParsed parses columns that hold JSON text; empty text becomes null. */
export function withParsed(rows: readonly Row[], columns: readonly string[]): readonly Row[] {
  return rows.map((row) => {
    const parsed = columns.map((column) => {
      const text = row[column];
      return [column, typeof text === 'string' && text !== '' ? (JSON.parse(text) as unknown) : null];
    });
    return { ...row, ...Object.fromEntries(parsed) };
  });
}

/** Columns of an evaluation as a whole; those of a measurement are the others, and the ones that both have. */
const OF_BOTH = ['status', 'severity', 'n_reference', 'n_current', 'took_ms'];
const OF_WINDOW = [
  'evaluation_id',
  'model',
  'monitor',
  'version',
  'deployment',
  'segment',
  'window_start',
  'window_end',
  'summary',
  'baseline_hash',
  'measurement_hash',
  'policy_hash',
  'revision',
  'mode',
  'notify',
  'evaluated_at',
];

/** evaluationWithResults joins the rows of show_evaluation.sql into one object; null without the row of the window. */
export function evaluationWithResults(rows: readonly Row[]): Row | null {
  const [window, ...measurements] = rows;
  if (window?.subject !== 'window') return null;
  const isOwn = (column: string) => !OF_WINDOW.includes(column);
  return {
    ...Object.fromEntries([...OF_WINDOW, ...OF_BOTH].map((column) => [column, window[column]])),
    results: measurements.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => isOwn(column))),
    ),
  };
}

/** incidentWithTransitions shows an incident as its newest transition tells; null without transitions. */
export function incidentWithTransitions(incidentId: string, transitions: readonly Row[]): Row | null {
  const [first, last] = [transitions[0], transitions.at(-1)];
  if (!first || !last) return null;
  const hasEvidence = ({ evidence }: Row) => Array.isArray(evidence) && evidence.length > 0;
  const { model, version, state, severity, firing, summary } = last;
  return {
    incident_id: incidentId,
    model,
    version,
    state,
    severity,
    firing,
    summary,
    evidence: transitions.findLast(hasEvidence)?.evidence ?? null,
    since: transitions.map(({ since }) => String(since)).sort()[0],
    opened_at: first.window_end,
    changed_at: last.window_end,
    transitions,
  };
}
