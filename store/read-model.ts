import type { ListQuery, ReadModel, Row } from '../api/ports.ts';
import type { QueryRunner } from './query-runner.ts';
import { evaluationOf, incidentOf, jsonFields, measurementOf } from './read-rows.ts';
import type { ParameterValue } from './statement-input.ts';

/** The span of times that ClickHouse can name, 1900 to 2299, in epoch milliseconds. */
const EARLIEST = -2_208_988_800_000;
const LATEST = 10_413_791_999_999;

/** createReadModel answers the read routes; rows are ready for the wire, times as ISO 8601 UTC text. */
export function createReadModel(runner: QueryRunner): ReadModel {
  const list = (name: string, query: ListQuery, more: Readonly<Record<string, ParameterValue>> = {}) =>
    runner.rows<Row>(name, { parameters: { ...listParameters(query), ...more } });
  const incidents = async (query: ListQuery, incident_id = '') =>
    (await list('list_incidents', query, { incident_id })).map(incidentOf);
  return {
    listModels: (query) => list('list_models', query),
    async listVersions(query) {
      return (await list('list_versions', query)).map((row) => jsonFields(row, ['baseline_definition']));
    },
    listFeatures: (query) => list('list_features', query),
    async listBaselines(query) {
      return (await list('list_baselines', query)).map((row) => jsonFields(row, ['origin', 'metrics']));
    },
    listEvaluations: (query) => list('list_evaluations', query),
    async getEvaluation(project, evaluation_id) {
      return evaluationOf(
        await runner.rows<Row>('get_evaluation', { parameters: { project, evaluation_id } }),
      );
    },
    async listMeasurements({ feature = '', statistic = '', ...query }) {
      return (await list('list_measurements', query, { feature, statistic })).map(measurementOf);
    },
    listIncidents: (query) => incidents(query),
    async getIncident(project, incidentId) {
      const [incident] = await incidents({ project, limit: 1 }, incidentId);
      if (!incident || incidentId === '') return null;
      const parameters = { project, incident_id: incidentId };
      const transitions = await runner.rows<Row>('list_transitions', { parameters });
      return {
        ...incident,
        transitions: transitions.map((row) => jsonFields(row, ['series', 'evidence'])),
      };
    },
    listNotifications: ({ incidentId = '', ...query }) =>
      list('list_notifications', query, { incident_id: incidentId }),
    listRetrainingRuns: (query) => list('list_retraining_runs', query),
    listQuarantine: (query) => list('list_quarantine', query),
    latestMeasurements: (limit) => runner.rows<Row>('list_latest_measurements', { parameters: { limit } }),
  };
}

function listParameters(query: ListQuery): Record<string, ParameterValue> {
  return {
    project: query.project,
    model: query.model ?? '',
    monitor: query.monitor ?? '',
    version: query.version ?? '',
    states: query.state ?? [],
    from: Math.max(query.from ?? EARLIEST, EARLIEST),
    to: Math.min(query.to ?? LATEST, LATEST),
    limit: query.limit,
  };
}
