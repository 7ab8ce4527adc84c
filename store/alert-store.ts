import type { AlertStore } from '../alerts/ports.ts';
import type { AlertSnapshot, IncidentTransition } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

type AlertRow = Pick<
  AlertSnapshot,
  'project' | 'model' | 'monitor' | 'version' | 'deployment' | 'segment' | 'state' | 'streak' | 'severity'
> & {
  readonly since_ms: number | null;
  readonly last_window_end_ms: number;
  readonly last_evaluation_id: string;
  readonly incident_id: string;
};

type TransitionRow = Pick<
  IncidentTransition,
  | 'project'
  | 'model'
  | 'sequence'
  | 'kind'
  | 'state'
  | 'severity'
  | 'version'
  | 'firing'
  | 'summary'
  | 'backfilled'
> & {
  readonly incident_id: string;
  readonly transition_id: string;
  readonly series: string;
  readonly window_start_ms: number;
  readonly window_end_ms: number;
  readonly since_ms: number;
  readonly evaluation_id: string;
  readonly evidence: string;
  readonly at_ms: number;
};

const ONE_INCIDENT = 'project = {project:String} AND incident_id = {incident_id:String}';
const OPEN_INCIDENTS = `(project, incident_id) IN (SELECT project, incident_id FROM incidents
    GROUP BY project, incident_id HAVING argMax(state, (sequence, at)) = 'open')`;

/** createAlertStore keeps one snapshot per series, and the transitions of incidents. */
export function createAlertStore(runner: QueryRunner, writeOrder: WriteOrder): AlertStore {
  const transitions = async (which: string, parameters: { project?: string; incident_id?: string }) => {
    const rows = await runner.rows<TransitionRow>('load_incidents', { slots: { which }, parameters });
    return rows.map(decodeTransition);
  };
  return {
    async loadAlerts() {
      return (await runner.rows<AlertRow>('load_alerts')).map(decodeAlert);
    },
    async saveAlerts(alerts) {
      const order = writeOrder();
      await runner.insert(
        'insert_alerts',
        alerts.map((alert) => encodeAlert(alert, order)),
      );
    },
    appendTransitions: (added) => runner.insert('insert_incidents', added.map(encodeTransition)),
    loadOpenIncidents: () => transitions(OPEN_INCIDENTS, {}),
    loadIncident: (project, incidentId) => transitions(ONE_INCIDENT, { project, incident_id: incidentId }),
  };
}

function encodeAlert(alert: AlertSnapshot, writeOrder: number) {
  return {
    project: alert.project,
    model: alert.model,
    monitor: alert.monitor,
    version: alert.version,
    deployment: alert.deployment,
    segment: alert.segment,
    state: alert.state,
    streak: alert.streak,
    severity: alert.severity,
    since: alert.since,
    last_window_end: alert.lastWindowEnd,
    last_evaluation_id: alert.lastEvaluationId,
    incident_id: alert.incidentId,
    write_order: writeOrder,
  };
}

function decodeAlert({ since_ms, last_window_end_ms, last_evaluation_id, incident_id, ...row }: AlertRow) {
  return {
    ...row,
    since: since_ms,
    lastWindowEnd: last_window_end_ms,
    lastEvaluationId: last_evaluation_id,
    incidentId: incident_id,
  };
}

function encodeTransition(transition: IncidentTransition) {
  return {
    project: transition.project,
    model: transition.model,
    incident_id: transition.incidentId,
    sequence: transition.sequence,
    transition_id: transition.transitionId,
    kind: transition.kind,
    state: transition.state,
    severity: transition.severity,
    version: transition.version,
    firing: transition.firing,
    series: JSON.stringify(transition.series),
    window_start: transition.window.start,
    window_end: transition.window.end,
    since: transition.since,
    evaluation_id: transition.evaluationId,
    summary: transition.summary,
    evidence: JSON.stringify(transition.evidence),
    backfilled: transition.backfilled,
    at: transition.at,
  };
}

function decodeTransition(row: TransitionRow): IncidentTransition {
  return {
    project: row.project,
    incidentId: row.incident_id,
    transitionId: row.transition_id,
    sequence: row.sequence,
    kind: row.kind,
    state: row.state,
    severity: row.severity,
    model: row.model,
    version: row.version,
    firing: row.firing,
    series: JSON.parse(row.series) as IncidentTransition['series'],
    window: { start: row.window_start_ms, end: row.window_end_ms },
    since: row.since_ms,
    evaluationId: row.evaluation_id,
    summary: row.summary,
    evidence: JSON.parse(row.evidence) as IncidentTransition['evidence'],
    backfilled: row.backfilled,
    at: row.at_ms,
  };
}
