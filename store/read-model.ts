import type { ListQuery, ReadModel, Row } from '../api/ports.ts';
import type { DayRollUps } from './day-roll-ups.ts';
import { type FleetDayRow, withFleetDays } from './fleet-days.ts';
import type { QueryRunner } from './query-runner.ts';
import { evaluationWithResults, incidentWithTransitions, withParsed } from './read-rows.ts';
import type { ParameterValue } from './statement-input.ts';

/** The span of times that ClickHouse can name, 1900 to 2299, in epoch milliseconds. */
const EARLIEST = -2_208_988_800_000;
const LATEST = 10_413_791_999_999;

/** createReadModel answers the read routes; rows are ready for the wire, times as ISO 8601 UTC text. */
export function createReadModel(runner: QueryRunner, rollUps: DayRollUps): ReadModel {
  const list = (name: string, query: ListQuery, more: Readonly<Record<string, ParameterValue>> = {}) =>
    runner.rows<Row>(name, { parameters: { ...listParameters(query), ...more } });
  return {
    listModels: (query) => list('show_models', query),
    listVersions: async (query) => withParsed(await list('show_versions', query), ['baseline_definition']),
    listFeatures: (query) => list('show_features', query),
    listBaselines: async (query) => withParsed(await list('show_baselines', query), ['origin', 'metrics']),
    listEvaluations: (query) => list('show_evaluations', query),
    async getEvaluation(project, evaluationId) {
      const parameters = { project, evaluation_id: evaluationId };
      const rows = await runner.rows<Row>('show_evaluation', { parameters });
      return evaluationWithResults(withParsed(rows, ['details']));
    },
    async listMeasurements({ feature = '', statistic = '', ...query }) {
      return withParsed(await list('show_measurements', query, { feature, statistic }), ['details']);
    },
    async listFleet(query) {
      const models = await list('show_model_states', query);
      const days = await runner.rows<FleetDayRow>('show_fleet_days', {
        parameters: { project: query.project },
      });
      return withFleetDays(models, days);
    },
    listSeries: (query) => list('show_series', query),
    async listMeasurementDays({ feature = '', statistic = '', worst = false, ...query }) {
      const { project, model } = query;
      await rollUps.flush(model === undefined ? undefined : { project, model });
      return list('show_measurement_days', query, { feature, statistic, worst });
    },
    listPerformance: (query) => list('show_performance', query),
    listTimeline: (query) => list('show_timeline', query),
    listIncidents: async (query) => withParsed(await list('show_incidents', query), ['evidence']),
    async getIncident(project, incidentId) {
      const parameters = { project, incident_id: incidentId };
      const rows = await runner.rows<Row>('show_transitions', { parameters });
      return incidentWithTransitions(incidentId, withParsed(rows, ['series', 'evidence']));
    },
    listNotifications: ({ incidentId = '', ...query }) =>
      list('show_notifications', query, { incident_id: incidentId }),
    listRetrainingRuns: (query) => list('show_retraining_runs', query),
    listQuarantine: (query) => list('show_quarantine', query, { quarantine_id: '' }),
    async getQuarantined(project, quarantineId) {
      const [row] = await list('show_quarantine', { project, limit: 1 }, { quarantine_id: quarantineId });
      return row ?? null;
    },
    latestMeasurements: (limit) => runner.rows<Row>('show_latest_measurements', { parameters: { limit } }),
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
