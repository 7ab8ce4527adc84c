import type { ListQuery, ReadModel, Row } from '../api/ports.ts';
import type { QueryRunner } from './query-runner.ts';
import type { ParameterValue } from './statement-input.ts';

// The last instant that DateTime64(3) can hold.
const END_OF_TIME = 10_413_791_999_999;

/** createReadModel answers the read routes with rows as the wire shows them. */
export function createReadModel(runner: QueryRunner): ReadModel {
  const list = (name: string, query: ListQuery, more: Readonly<Record<string, ParameterValue>> = {}) =>
    runner.rows<Row>(name, { parameters: { ...listParameters(query), ...more } });
  return {
    listModels: (query) => list('show_models', query),
    listVersions: async (query) => decode(await list('show_versions', query), ['baseline_definition']),
    listFeatures: (query) => list('show_features', query),
    listBaselines: async (query) => decode(await list('show_baselines', query), ['origin', 'metrics']),
    listEvaluations: (query) => list('show_evaluations', query),
    async getEvaluation(project, evaluationId) {
      const parameters = { project, evaluation_id: evaluationId };
      const rows = decode(await runner.rows<Row>('show_evaluation', { parameters }), ['details']);
      const [window, ...results] = rows;
      return window?.subject === 'window'
        ? { ...evaluationOf(window), results: results.map(resultOf) }
        : null;
    },
    listMeasurements: (query) =>
      list('show_measurements', query, { feature: query.feature ?? '', statistic: query.statistic ?? '' }),
    listIncidents: async (query) => decode(await list('show_incidents', query), ['evidence']),
    async getIncident(project, incidentId) {
      const parameters = { project, incident_id: incidentId };
      const rows = await runner.rows<Row>('show_transitions', { parameters });
      const transitions = decode(rows, ['evidence', 'series']);
      const [first, last] = [transitions[0], transitions.at(-1)];
      if (!first || !last) return null;
      const { model, version, state, severity, firing, summary, evidence } = last;
      const head = { incident_id: incidentId, model, version, state, severity, firing, summary, evidence };
      return { ...head, since: first.since, opened_at: first.window_end, transitions };
    },
    listNotifications: (query) => list('show_notifications', query, { incident_id: query.incidentId ?? '' }),
    listRetrainingRuns: (query) => list('show_retraining_runs', query),
    listQuarantine: (query) => list('show_quarantine', query),
    latestMeasurements: (limit) => runner.rows<Row>('show_latest_measurements', { parameters: { limit } }),
  };
}

function listParameters(query: ListQuery): Readonly<Record<string, ParameterValue>> {
  return {
    project: query.project,
    model: query.model ?? '',
    monitor: query.monitor ?? '',
    version: query.version ?? '',
    states: query.state ?? [],
    from: query.from ?? 0,
    to: query.to ?? END_OF_TIME,
    limit: query.limit,
  };
}

/** decode turns columns that hold JSON text into values; an empty text is null. */
function decode(rows: readonly Row[], columns: readonly string[]): Row[] {
  return rows.map((row) => {
    const decoded = columns.map((column) => {
      const text = row[column];
      return [column, typeof text === 'string' && text !== '' ? (JSON.parse(text) as unknown) : null];
    });
    return { ...row, ...Object.fromEntries(decoded) };
  });
}

const SHARED = [
  'evaluation_id',
  'model',
  'monitor',
  'version',
  'deployment',
  'segment',
  'window_start',
  'window_end',
  'baseline_hash',
  'measurement_hash',
  'policy_hash',
  'revision',
  'mode',
  'evaluated_at',
] as const;

function evaluationOf(row: Row): Row {
  const own = ['status', 'severity', 'summary', 'n_reference', 'n_current', 'took_ms'];
  return Object.fromEntries([...SHARED, ...own].map((key) => [key, row[key]]));
}

function resultOf(row: Row): Row {
  const hidden = new Set<string>([...SHARED, 'summary']);
  return Object.fromEntries(Object.entries(row).filter(([key]) => !hidden.has(key)));
}
